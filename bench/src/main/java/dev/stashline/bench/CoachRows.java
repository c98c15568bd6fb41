package dev.stashline.bench;

import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.IntStream;

/** Coaches with clients and messages, written into the tables as if they had always been there. */
final class CoachRows {
  /** The coach whose message goes to thousands. */
  static final String CROWDED = "coach-of-many";

  private static final String CLIENTS =
      """
      insert into public.coach_clients (tenant, client_id, coach_id, name, timezone, assigned_at)
      select 'default', coach || '-client-' || n, coach, 'Client ' || n, 'UTC', now()
      from unnest($1::text[]) coach, generate_series(0, $2::integer - 1) n""";

  /** Of each coach the same, mixed as it comes about: of ten four wait, one is paused. */
  private static final String MESSAGES =
      """
      insert into public.scheduled_messages (id, tenant, coach_id, title, content, schedule_type, start_date, timezone,
        late_minutes, status, next_send_at, created_at, updated_at, queue_revision)
      select 'row-' || n, 'default', 'coach-' || n % $2::integer, 'Message ' || n, repeat('0123456789', 20),
        case when n % 7 = 0 then 'daily' else 'once' end, date '2035-01-01', 'UTC', 720, status,
        case when status in ('active', 'paused') then timestamptz '2035-01-01 09:00Z' end, now(), now(), 1
      from generate_series(0, $1::integer - 1) n,
        lateral (select case when n / $2 % 10 < 4 then 'active' when n / $2 % 10 = 4 then 'paused'
          when n / $2 % 10 = 5 then 'cancelled' else 'completed' end as status) s""";

  private CoachRows() {}

  static List<String> coaches(int count) {
    return IntStream.range(0, count).mapToObj(n -> "coach-" + n).toList();
  }

  static String client(String coach, int number) {
    return coach + "-client-" + number;
  }

  /**
   * @param clients of the coach that has many; the others have one each
   */
  static void store(Pool pool, int coaches, int messages, int clients) {
    BenchEngine.await(
        pool.preparedQuery(CLIENTS).execute(Tuple.of(new String[] {CROWDED}, clients)));
    BenchEngine.await(
        pool.preparedQuery(CLIENTS).execute(Tuple.of(coaches(coaches).toArray(String[]::new), 1)));
    BenchEngine.await(pool.preparedQuery(MESSAGES).execute(Tuple.of(messages, coaches)));
    BenchEngine.await(pool.query("analyze").execute());
    BenchEngine.await(pool.query("checkpoint").execute());
  }
}
