// Shows the document. Its address is relative to the page's own, so it is right
// behind any proxy and under any prefix.
SwaggerUIBundle({
  url: document.getElementById("ui").dataset.document,
  dom_id: "#ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null, // the default sends the document to another host
});
