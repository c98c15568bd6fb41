package dev.stashline.ingress;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The contract to read, and a page to try it: Swagger UI from the class path, no other host. */
final class ContractPages {
  /** The version of the WebJar in the pom: its files lie in a folder of that name. */
  private static final String VERSION = "5.34.1";

  /** With the version, since browsers keep the files without asking again. */
  private static final String ASSETS = "/docs/assets/" + VERSION;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Stashline: the contract</title>
        <link rel="stylesheet" href="{assets}/swagger-ui.css">
        <link rel="icon" href="{assets}/favicon-32x32.png">
      </head>
      <body>
        <main id="contract"></main>
        <noscript>The contract as text: <a href="/openapi.yaml">openapi.yaml</a></noscript>
        <script src="{assets}/swagger-ui-bundle.js"></script>
        <script src="/docs/start.js"></script>
      </body>
      </html>
      """
          .replace("{assets}", ASSETS);

  private static final String START =
      """
      SwaggerUIBundle({
        url: "/openapi.yaml",
        dom_id: "#contract",
        deepLinking: true,
        tryItOutEnabled: true,
        persistAuthorization: false,
      });
      """;

  private final Contract contract;

  ContractPages(Contract contract) {
    this.contract = contract;
  }

  void serve(Router router) {
    router
        .get("/openapi.yaml")
        .handler(
            ctx ->
                ctx.response().putHeader("Content-Type", "application/yaml").end(contract.yaml()));
    router
        .get("/docs")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .putHeader(
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:")
                    .end(PAGE));
    router
        .get("/docs/start.js")
        .handler(ctx -> ctx.response().putHeader("Content-Type", "text/javascript").end(START));
    router
        .get(ASSETS + "/*")
        .handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/" + VERSION));
  }
}
