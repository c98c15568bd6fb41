package dev.stashline.qstash;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** The messages that wait at QStash. What goes wrong is a reply, as {@link QStashReply} says. */
public final class QStashMessages {
  private static final String PATH = "/v2/messages/";

  private final QStashApi api;

  public QStashMessages(QStashApi api) {
    this.api = api;
  }

  /** Done while QStash knows the message, which it may for a few seconds after its end. */
  public Future<QStashReply> get(String id) {
    return api.callFor(HttpMethod.GET, PATH, id, "");
  }

  /** Takes a message back; absent is as good as done. */
  public Future<QStashReply> delete(String id) {
    return api.callFor(HttpMethod.DELETE, PATH, id, "");
  }
}
