package dev.stashline.broker;

import dev.stashline.jobs.JobTransaction;
import dev.stashline.qstash.DlqId;
import dev.stashline.qstash.MessageIds;
import dev.stashline.qstash.PublishSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes new messages of dead letters. */
final class Republishing {
  private final Publishing publishing;
  private final BrokerConfig config;
  private final InstantSource clock;

  Republishing(Publishing publishing, BrokerConfig config, InstantSource clock) {
    this.publishing = publishing;
    this.config = config;
    this.clock = clock;
  }

  /**
   * What became of dead letters.
   *
   * @param ids of the new messages
   * @param last the last letter, null for none
   */
  record Republished(List<String> ids, @Nullable DlqId last) {}

  /** Publishes anew and removes the letters, both or neither; returns the new messages' ids. */
  Future<Republished> republish(ApiRequest request, Where where, String order, int most) {
    return publishing.transaction(tx -> republish(tx, request, where, order, most));
  }

  private Future<Republished> republish(
      JobTransaction tx, ApiRequest request, Where where, String order, int most) {
    return tx.sql()
        .preparedQuery(
            DeadLetters.COLUMNS
                + DeadLetters.FROM
                + where.sql()
                + order
                + " limit "
                + most
                + " for update of d")
        .execute(where.values())
        .compose(
            rows -> {
              var drafts = new ArrayList<Draft>();
              var millis = new ArrayList<Long>();
              var counters = new ArrayList<Long>();
              for (Row row : rows) {
                millis.add(row.getLong(0));
                counters.add(row.getLong(1));
                drafts.add(draft(request, Message.of(row, DeadLetters.MESSAGE_AT)));
              }
              return publishing
                  .store(tx, drafts)
                  .compose(
                      stored ->
                          tx.sql()
                              .preparedQuery(
                                  "delete from broker.dead_letter where (millis, counter) in"
                                      + " (select * from unnest($1::bigint[], $2::bigint[]))")
                              .execute(
                                  Tuple.of(
                                      millis.toArray(Long[]::new),
                                      (Object) counters.toArray(Long[]::new)))
                              .map(
                                  gone ->
                                      new Republished(
                                          stored.stream()
                                              .map(each -> MessageIds.message(each.id()))
                                              .toList(),
                                          last(millis, counters))));
            });
  }

  /** The request's own settings win over the message's. */
  private Draft draft(ApiRequest request, Message message) {
    var overrides = new ArrayList<Map.Entry<String, String>>();
    for (var header : request.headers()) {
      if (header.getKey().toLowerCase(Locale.ROOT).startsWith("upstash-")) {
        overrides.add(header);
      }
    }
    var now = clock.instant();
    var settings =
        PublishSettings.read(
            List.of(overrides, Message.entries(message.headers())), config.limits(), now);
    Drafting.refuseWhatIsNotServed(settings);
    config.quotas().checkChange(message.settings(), settings);
    return Draft.of(
            message.account(),
            message.via(),
            message.url(),
            settings,
            message.body(),
            message.callerIp(),
            now)
        .notDeduplicated();
  }

  private static @Nullable DlqId last(List<Long> millis, List<Long> counters) {
    return millis.isEmpty() ? null : new DlqId(millis.getLast(), counters.getLast());
  }
}
