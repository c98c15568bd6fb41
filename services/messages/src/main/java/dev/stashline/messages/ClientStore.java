package dev.stashline.messages;

import dev.stashline.runtime.Audit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is whose client. A client has one coach at a time. */
final class ClientStore {
  private static final String LIST =
      """
      select c.client_id, c.name, c.timezone, c.quiet_from, c.quiet_until, c.daily_cap, h.channel_id
      from public.coach_clients c
      left join public.chat_channels h on h.tenant = c.tenant and h.coach_id = c.coach_id and h.client_id = c.client_id
      where c.tenant = $1 and c.coach_id = $2 and ($3::text is null or c.client_id > $3) order by c.client_id limit $4""";

  /** $10 whether another coach's client may be taken over. No row if it may not. */
  private static final String ASSIGN =
      """
      insert into public.coach_clients as c (tenant, coach_id, client_id, name, timezone, quiet_from, quiet_until, daily_cap, assigned_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      on conflict (tenant, client_id) do update set coach_id = excluded.coach_id, name = excluded.name, timezone = excluded.timezone,
        quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, daily_cap = excluded.daily_cap,
        assigned_at = case when c.coach_id = excluded.coach_id then c.assigned_at else excluded.assigned_at end
      where c.coach_id = excluded.coach_id or $10
      returning c.client_id""";

  /** A name that changed has to be told to the chat: the channel counts as new. */
  private static final String CHANNEL =
      """
      insert into public.chat_channels (tenant, coach_id, client_id, channel_id) values ($1, $2, $3, $4)
      on conflict (tenant, coach_id, client_id) do update set channel_id = excluded.channel_id, ready_at = null""";

  private static final String RENAMED =
      "update public.chat_channels set ready_at = null where tenant = $1 and coach_id = $2 and client_id = $3";

  private static final String UNASSIGN =
      "delete from public.coach_clients where tenant = $1 and coach_id = $2 and client_id = $3";

  private final Pool pool;
  private final InstantSource clock;

  ClientStore(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** A client and the channel it is talked to in; null for the one that goes by both ids. */
  record Listed(Client client, @Nullable String channel) {}

  /** In the order of ids; {@code after} goes on where a page ended. */
  Future<List<Listed>> list(Coach coach, @Nullable String after, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.from(Arrays.asList(coach.tenant(), coach.id(), after, atMost)))
        .map(
            rows -> {
              var found = new ArrayList<Listed>();
              for (Row row : rows) {
                var quiet =
                    row.getLocalTime(3) == null
                        ? null
                        : new QuietHours(row.getLocalTime(3), row.getLocalTime(4));
                found.add(
                    new Listed(
                        new Client(
                            row.getString(0),
                            row.getString(1),
                            ZoneId.of(row.getString(2)),
                            quiet,
                            row.getInteger(5)),
                        row.getString(6)));
              }
              return found;
            });
  }

  /**
   * Makes somebody the coach's client, or changes what is known of them; false if they are another
   * coach's and may not be taken over.
   *
   * @param channel an existing channel of the two; null for the one that goes by both ids
   */
  Future<Boolean> assign(
      Coach coach, Client client, @Nullable String channel, boolean mayTakeOver) {
    var quiet = client.quiet();
    return pool.withTransaction(
        tx ->
            tx.preparedQuery(ASSIGN)
                .execute(
                    Tuple.from(
                        Arrays.asList(
                            coach.tenant(),
                            coach.id(),
                            client.id(),
                            client.name(),
                            client.zone().getId(),
                            quiet == null ? null : quiet.from(),
                            quiet == null ? null : quiet.until(),
                            client.dailyCap(),
                            MessageRow.utc(clock.instant()),
                            mayTakeOver)))
                .compose(
                    rows ->
                        rows.size() == 0
                            ? Future.succeededFuture(false)
                            : channel(tx, coach, client.id(), channel)
                                .compose(v -> audit(tx, coach, client.id(), "assigned"))
                                .map(true)));
  }

  private static Future<?> channel(
      SqlConnection tx, Coach coach, String client, @Nullable String channel) {
    return channel == null
        ? tx.preparedQuery(RENAMED).execute(Tuple.of(coach.tenant(), coach.id(), client))
        : tx.preparedQuery(CHANNEL).execute(Tuple.of(coach.tenant(), coach.id(), client, channel));
  }

  /** False if they were no client of the coach. */
  Future<Boolean> unassign(Coach coach, String client) {
    return pool.withTransaction(
        tx ->
            tx.preparedQuery(UNASSIGN)
                .execute(Tuple.of(coach.tenant(), coach.id(), client))
                .compose(
                    rows ->
                        rows.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : audit(tx, coach, client, "unassigned").map(true)));
  }

  private Future<Void> audit(SqlConnection tx, Coach coach, String client, String after) {
    return Audit.write(
        tx,
        MessageAudit.by(
            coach,
            clock.instant(),
            MessageAudit.CLIENT,
            client,
            null,
            after + (after.equals("assigned") ? " to " + coach.id() : " from " + coach.id())));
  }
}
