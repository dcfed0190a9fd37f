// Shows the document that lies beside this page. Its address is made from the
// page's own, so it is right behind any proxy and under any prefix.
SwaggerUIBundle({
  url: location.pathname + "-json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null, // the default sends the document to another host
});
