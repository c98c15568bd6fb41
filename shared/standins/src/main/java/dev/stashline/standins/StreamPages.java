package dev.stashline.standins;

import static dev.stashline.standins.Page.escaped;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The chat stand-in's web pages, its list as JSON, and its switches. */
final class StreamPages {

  private static final String RENEW_SECONDS = "2";

  private final StreamStandin standin;

  StreamPages(StreamStandin standin) {
    this.standin = standin;
  }

  void addTo(Router router) {
    Page.guard(router);
    router.get("/").handler(request -> list(request, "Chat", standin.messages()));
    router.get("/conversations/:channel").handler(this::conversation);
    router.get("/api/messages").handler(this::listJson);
    router.post("/api/faults").handler(request -> change(request, standin.faults()::add));
    router
        .delete("/api/faults")
        .handler(
            request -> {
              standin.faults().clear();
              request.response().setStatusCode(204).end();
            });
    router.post("/api/limits").handler(request -> change(request, this::limit));
  }

  private void conversation(RoutingContext request) {
    String channel = request.pathParam("channel");
    list(request, "Chat of " + people(channel), standin.messages(channel));
  }

  private void list(RoutingContext request, String title, List<StreamMessage> messages) {
    String rows =
        messages.reversed().stream()
            .map(
                message ->
                    """
                    <tr><td>%d</td><td>%s</td><td><a href="/conversations/%s">%s</a></td>\
                    <td class="who">%s</td><td>%s</td></tr>
                    """
                        .formatted(
                            message.number(),
                            Page.time(message.at()),
                            escaped(message.channelId()),
                            escaped(people(message.channelId())),
                            escaped(called(message.authorId())),
                            escaped(message.text())))
            .collect(Collectors.joining());
    request.response().putHeader("Refresh", RENEW_SECONDS);
    Page.show(
        request,
        title,
        """
        <p><a href="/">All messages</a></p>
        <h1>%s</h1>
        <p>%s in %s; %d more were refused because they were here already. They are \
        kept while this process runs, and sent to nobody.</p>
        <table><thead><tr><th>No.</th><th>Arrived</th><th>Between</th><th>From</th><th>Text</th></tr>\
        </thead>
        <tbody>%s</tbody></table>
        """
            .formatted(
                escaped(title),
                Page.some(messages.size(), "message"),
                Page.some(
                    messages.stream().map(StreamMessage::channelId).distinct().count(), "channel"),
                standin.duplicatesRefused(),
                rows));
  }

  private String people(String channel) {
    return standin.members(channel).stream()
        .map(this::called)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private String called(String user) {
    return standin.nameOf(user).filter(name -> !name.isBlank()).orElse(user);
  }

  private void listJson(RoutingContext request) {
    String channel = request.request().getParam("channel");
    List<StreamMessage> messages = channel == null ? standin.messages() : standin.messages(channel);
    JsonArray rows = new JsonArray();
    messages.reversed().forEach(message -> rows.add(message.row()));
    request.json(
        new JsonObject()
            .put("count", messages.size())
            .put("duplicatesRefused", standin.duplicatesRefused())
            .put("messages", rows));
  }

  private void limit(JsonObject description) {
    standin.limit(
        StreamEndpoint.of(description.getString("endpoint", ""))
            .orElseThrow(() -> new IllegalArgumentException("There is no such endpoint")),
        description.getInteger("perMinute"));
  }

  private static void change(RoutingContext request, Consumer<JsonObject> change) {
    try {
      change.accept(request.body().asJsonObject());
      request.response().setStatusCode(204).end();
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException e) {
      request.response().setStatusCode(400).end("This describes no such thing: " + e.getMessage());
    }
  }
}
