// Shows the document. What would ask other hosts is off: fonts, the request
// proxy, usage reports, the assistant and what else is offered on their servers.
Scalar.createApiReference("#ui", {
  url: document.getElementById("ui").dataset.document,
  defaultOpenAllTags: true,
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: "",
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
});
