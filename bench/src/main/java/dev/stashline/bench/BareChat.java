package dev.stashline.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * The most that a sender can reach at the chat: a process of its own whose web client posts
 * messages that are all there before it begins, and stores nothing.
 */
final class BareChat implements AutoCloseable {
  /** As many as the product's usual settings allow. */
  private static final int CONNECTIONS = 16;

  private static final Pattern READY = Pattern.compile("^ready (\\d+)$");

  private final ChildJvm jvm;
  private final HttpLoad asked;

  private BareChat(ChildJvm jvm, Vertx vertx) {
    this.jvm = jvm;
    asked = new HttpLoad(vertx, Integer.parseInt(jvm.ready().group(1)), 1);
  }

  /**
   * @param token of the application, for the chat
   */
  static BareChat start(Vertx vertx, String chatUrl, String apiKey, String token)
      throws IOException {
    return new BareChat(
        ChildJvm.start(BareChat.class, List.of(chatUrl, apiKey, token), Map.of(), READY), vertx);
  }

  /** Posts a message into each channel; answers how many a second. */
  double perSecond(List<String> channels, IntFunction<JsonObject> message) {
    var calls = new ArrayList<JsonObject>();
    for (int i = 0; i < channels.size(); i++) {
      calls.add(
          new JsonObject()
              .put("channel", channels.get(i))
              .put("message", new JsonObject().put("message", message.apply(i))));
    }
    var body = new JsonObject().put("calls", calls).toBuffer();
    var nanos = BenchEngine.await(asked.send(new HttpLoad.Call("/", Map.of(), body)));
    return channels.size() / (Long.parseLong(nanos.toString()) / 1e9);
  }

  @Override
  public void close() {
    jvm.close();
  }

  // -- in the other process
  // ------------------------------------------------------------------------------------------

  private record Target(WebClient client, String query, String token) {}

  private record Post(String path, Buffer body) {}

  public static void main(String[] args) throws Exception {
    var vertx = Vertx.vertx();
    var chat = URI.create(args[0]);
    var client =
        WebClient.create(
            vertx,
            new WebClientOptions().setDefaultHost(chat.getHost()).setDefaultPort(chat.getPort()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    var target = new Target(client, "?api_key=" + args[1], args[2]);
    var server =
        BenchEngine.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> serve(request, target))
                .listen(0, "127.0.0.1"));
    System.out.println("ready " + server.actualPort());
    Thread.currentThread().join();
  }

  private static void serve(HttpServerRequest request, Target target) {
    request
        .body()
        .compose(body -> sendAll(target, posts(body, target)))
        .onSuccess(nanos -> request.response().end(nanos.toString()))
        .onFailure(failure -> request.response().setStatusCode(500).end(failure.toString()));
  }

  private static List<Post> posts(Buffer body, Target target) {
    var posts = new ArrayList<Post>();
    for (Object call : body.toJsonObject().getJsonArray("calls")) {
      var json = (JsonObject) call;
      posts.add(
          new Post(
              "/channels/messaging/" + json.getString("channel") + "/message" + target.query(),
              json.getJsonObject("message").toBuffer()));
    }
    return posts;
  }

  private static Future<Long> sendAll(Target target, List<Post> posts) {
    var next = new AtomicInteger();
    long start = System.nanoTime();
    var users = new ArrayList<Future<Void>>();
    for (int i = 0; i < CONNECTIONS; i++) {
      Promise<Void> done = Promise.promise();
      users.add(done.future());
      goOn(target, posts, next, done);
    }
    return Future.all(users).map(all -> System.nanoTime() - start);
  }

  private static void goOn(
      Target target, List<Post> posts, AtomicInteger next, Promise<Void> done) {
    int number = next.getAndIncrement();
    if (number >= posts.size()) {
      done.complete();
      return;
    }
    var post = posts.get(number);
    target
        .client()
        .post(post.path())
        .putHeader("Content-Type", "application/json")
        .putHeader("Accept", "application/json")
        .putHeader("Stream-Auth-Type", "jwt")
        .putHeader("Authorization", target.token())
        .sendBuffer(post.body())
        .onSuccess(
            answer -> {
              if (answer.statusCode() / 100 == 2) {
                goOn(target, posts, next, done);
              } else {
                done.tryFail(answer.statusCode() + " " + answer.bodyAsString());
              }
            })
        .onFailure(done::tryFail);
  }
}
