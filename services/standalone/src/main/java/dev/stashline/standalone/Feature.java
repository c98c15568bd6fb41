package dev.stashline.standalone;

import dev.stashline.broker.Users;
import dev.stashline.messages.Messages;
import dev.stashline.qstash.QStashApi;
import dev.stashline.runtime.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** What is switched on by the settings, and what is off and why. */
record Feature(String name, boolean on, String why) {
  private static final String BROKER = "users of a broker";
  private static final String DRIFT = "QStash agrees with the messages";

  static List<Feature> of(Settings settings) {
    return List.of(
        new Feature(
            "publish to QStash",
            settings.qstash().token().isPresent(),
            settings.qstash().token().isPresent()
                ? "to " + settings.qstash().url()
                : "QSTASH_TOKEN is not set"),
        new Feature(
            "receive from QStash",
            settings.qstash().keys().isPresent(),
            settings.qstash().keys().isPresent()
                ? "deliveries are checked with both signing keys"
                : "QSTASH_CURRENT_SIGNING_KEY and QSTASH_NEXT_SIGNING_KEY are not set"),
        new Feature(
            "mail",
            settings.smtp().isSetUp(),
            settings.smtp().isSetUp()
                ? "by " + settings.smtp().host().orElse("")
                : "SMTP_HOST is not set"),
        new Feature(
            "chat",
            settings.chat().isSetUp(),
            settings.chat().isSetUp()
                ? "by " + settings.chat().baseUrl()
                : "STREAM_API_KEY and STREAM_API_SECRET are not set: no message can be scheduled"),
        new Feature(
            "QStash asks for messages",
            settings.messages().schedulerKey().isPresent(),
            settings.messages().schedulerKey().isPresent()
                ? "with SCHEDULER_API_KEY"
                : "SCHEDULER_API_KEY is not set: our own clock sends them"),
        new Feature(
            "words by a model",
            settings.ai().isSetUp(),
            settings.ai().isSetUp()
                ? "plans are written by a model and checked by us"
                : "no model is set up: plans are computed, and say so"));
  }

  /** Whether anybody could use a broker on this database. Never fails. */
  static Future<Feature> broker(Vertx vertx, Settings settings) {
    var pool = Database.open(vertx, settings.database());
    return Users.in(pool, InstantSource.system(), new SecureRandom())
        .list()
        .map(users -> broker(settings, users.stream().filter(u -> u.token().isPresent()).toList()))
        .otherwise(
            failure -> new Feature(BROKER, hasUser(settings), String.valueOf(failure.getMessage())))
        .eventually(pool::close);
  }

  /** Whether QStash has what the scheduled messages wish it to have. Never fails. */
  static Future<Feature> drift(Vertx vertx, Settings settings) {
    var qstash = QStashApi.of(vertx, settings.qstash(), InstantSource.system());
    if (qstash.isEmpty()) {
      return Future.succeededFuture(new Feature(DRIFT, false, "QSTASH_TOKEN is not set"));
    }
    var pool = Database.open(vertx, settings.database());
    var ground = new Messages.Ground(vertx, pool, InstantSource.system(), new SecureRandom());
    return Messages.of(ground, settings.messages(), settings.chat(), settings.ai(), qstash)
        .drift()
        .map(
            found ->
                new Feature(
                    DRIFT,
                    found.isEmpty(),
                    found
                        .map(what -> what + ": a node with the role messages mends it")
                        .orElse("QStash has what the messages wish")))
        .otherwise(failure -> new Feature(DRIFT, false, String.valueOf(failure.getMessage())))
        .eventually(pool::close);
  }

  private static boolean hasUser(Settings settings) {
    return settings.broker().user().isPresent() || settings.broker().devCredentials();
  }

  private static Feature broker(Settings settings, List<Users.Listed> tokens) {
    var who = new ArrayList<String>();
    if (settings.broker().user().isPresent()) {
      who.add("the user of BROKER_TOKEN");
    }
    if (settings.broker().devCredentials()) {
      who.add("the published development users");
    }
    long users = tokens.stream().map(Users.Listed::user).distinct().count();
    if (users > 0) {
      who.add(users + " with tokens in the database");
    }
    return new Feature(
        BROKER,
        !who.isEmpty(),
        who.isEmpty()
            ? "there is no user yet: ./stashline token --broker NAME makes one, or set BROKER_TOKEN"
            : String.join(", ", who));
  }
}
