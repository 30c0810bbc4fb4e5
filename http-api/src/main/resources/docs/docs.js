SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "list",
  // The badge would be fetched from elsewhere.
  validatorUrl: null
});
