package dev.stashline.standins;

import static dev.stashline.standins.Page.escaped;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The inbox's web pages and JSON.
 *
 * <p>A mail is foreign content: everything is escaped, and its HTML is shown only inside a
 * sandboxed frame that runs no script, loads nothing, and opens links outside of itself.
 */
final class InboxPages {

  private static final String MAIL_POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
          + " style-src 'unsafe-inline'; img-src data:";
  private static final Pattern HEAD = Pattern.compile("<head[^>]*>", Pattern.CASE_INSENSITIVE);
  private static final String OPEN_OUTSIDE = "<base target=\"_blank\">";

  private final Inbox inbox;

  InboxPages(Inbox inbox) {
    this.inbox = inbox;
  }

  Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    Page.guard(router);
    router.get("/").handler(this::list);
    router.get("/mails/:number").handler(request -> withMail(request, this::show));
    router.get("/mails/:number/html").handler(request -> withMail(request, this::showHtml));
    router.get("/api/mails").handler(this::listJson);
    router
        .get("/api/mails/:number")
        .handler(request -> withMail(request, (found, mail) -> found.json(json(mail))));
    return router;
  }

  private void list(RoutingContext request) {
    List<ReceivedMail> newestFirst = inbox.mails().reversed();
    String rows =
        newestFirst.stream()
            .map(
                mail ->
                    """
                    <tr><td>%d</td><td>%s</td><td>%s</td><td><a href="/mails/%d">%s</a>%s</td></tr>
                    """
                        .formatted(
                            mail.number(),
                            Page.time(mail.at()),
                            escaped(String.join(", ", mail.recipients())),
                            mail.number(),
                            escaped(mail.subject().isBlank() ? "(no subject)" : mail.subject()),
                            mail.repeat() ? " <small>repeat</small>" : ""))
            .collect(Collectors.joining());
    Page.show(
        request,
        "Inbox",
        """
        <h1>Inbox</h1>
        <p>%s, %d of them different. They are kept while this process runs, and sent to nobody.</p>
        <table><thead><tr><th>No.</th><th>Received</th><th>To</th><th>Subject</th></tr></thead>
        <tbody>%s</tbody></table>
        """
            .formatted(Page.some(newestFirst.size(), "mail"), inbox.distinctMails(), rows));
  }

  private void show(RoutingContext request, ReceivedMail mail) {
    String headers =
        mail.headers().stream()
            .map(field -> field.name() + ": " + field.value())
            .collect(Collectors.joining("\n"));
    String html =
        mail.html() == null
            ? "<p>No HTML part.</p>"
            : "<iframe title=\"The mail\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\""
                + " src=\"/mails/"
                + mail.number()
                + "/html\"></iframe>";
    String text = mail.text() == null ? "No text part." : mail.text();
    Page.show(
        request,
        mail.subject(),
        """
        <p><a href="/">All mails</a></p>
        <h1>%s</h1>
        <p>To %s, from %s, received %s.</p>
        %s
        <h2>Text</h2><pre>%s</pre>
        <h2>Headers</h2><pre>%s</pre>
        """
            .formatted(
                escaped(mail.subject()),
                escaped(String.join(", ", mail.recipients())),
                escaped(mail.sender()),
                Page.time(mail.at()),
                html,
                escaped(text),
                escaped(headers)));
  }

  private void showHtml(RoutingContext request, ReceivedMail mail) {
    String html = mail.html();
    if (html == null) {
      request.response().setStatusCode(404).end("This mail has no HTML part");
      return;
    }
    var head = HEAD.matcher(html);
    String shown =
        head.find()
            ? html.substring(0, head.end()) + OPEN_OUTSIDE + html.substring(head.end())
            : OPEN_OUTSIDE + html;
    Page.html(request, MAIL_POLICY, shown);
  }

  private void listJson(RoutingContext request) {
    JsonArray mails = new JsonArray();
    inbox.mails().reversed().forEach(mail -> mails.add(json(mail)));
    request.json(
        new JsonObject()
            .put("count", mails.size())
            .put("distinct", inbox.distinctMails())
            .put("mails", mails));
  }

  private static JsonObject json(ReceivedMail mail) {
    JsonArray headers = new JsonArray();
    mail.headers()
        .forEach(
            field ->
                headers.add(
                    new JsonObject().put("name", field.name()).put("value", field.value())));
    return new JsonObject()
        .put("number", mail.number())
        .put("at", mail.at().toString())
        .put("from", mail.sender())
        .put("to", new JsonArray(mail.recipients()))
        .put("subject", mail.subject())
        .put("messageId", mail.messageId())
        .put("repeat", mail.repeat())
        .put("text", mail.text())
        .put("html", mail.html())
        .put("headers", headers);
  }

  private void withMail(RoutingContext request, BiConsumer<RoutingContext, ReceivedMail> then) {
    Optional<ReceivedMail> found =
        inbox.mails().stream()
            .filter(mail -> String.valueOf(mail.number()).equals(request.pathParam("number")))
            .findFirst();
    found.ifPresentOrElse(
        mail -> then.accept(request, mail),
        () -> request.response().setStatusCode(404).end("There is no such mail"));
  }
}
