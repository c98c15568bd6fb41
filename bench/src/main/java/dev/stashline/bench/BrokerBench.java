package dev.stashline.bench;

import dev.stashline.bench.Figures.Better;
import dev.stashline.bench.HttpLoad.Call;
import dev.stashline.broker.Broker;
import dev.stashline.jobs.JobEngine;
import dev.stashline.qstash.DevCredentials;
import dev.stashline.runtime.Database;
import dev.stashline.runtime.Migrations;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Measures the broker over HTTP, on a durable Postgres of its own, with the load generator and the
 * receiver in this process: publishes, batches, deliveries, latency, and the same beside half a
 * million messages of tomorrow. Beside them, in the same run, what bare handlers reach.
 */
public final class BrokerBench {
  private static final int CONNECTIONS = 64;
  private static final int BATCH_CONNECTIONS = 8;
  private static final int BATCH = 100;
  private static final int MINUTES = 60;
  private static final long MINUTE_MILLIS = 60_000;
  private static final Buffer KIBIBYTE = Buffer.buffer("x".repeat(1_024));

  private final BrokerLoad load;
  private final Figures figures = new Figures();
  private final BenchReceiver receiver;
  private final Pool pool;
  private final BrokerProcess broker;
  private final HttpLoad publishers;
  private final HttpLoad batchers;
  private final HttpLoad bare;
  private final Machine machine;

  private BrokerBench(BrokerLoad load, Vertx vertx, Pool pool, BrokerProcess broker, long backend) {
    this.load = load;
    this.pool = pool;
    this.broker = broker;
    receiver = new BenchReceiver(vertx);
    publishers = new HttpLoad(vertx, broker.brokerPort(), CONNECTIONS);
    batchers = new HttpLoad(vertx, broker.brokerPort(), BATCH_CONNECTIONS);
    bare = new HttpLoad(vertx, broker.barePort(), CONNECTIONS);
    machine = new Machine(backend, broker.pid());
  }

  public static void main(String[] args) throws Exception {
    var load = List.of(args).contains("--quick") ? BrokerLoad.QUICK : BrokerLoad.FULL;
    var vertx = Vertx.vertx();
    try (var postgres = new BenchPostgres()) {
      Migrations.run(postgres.config(4), List.of(JobEngine.MIGRATIONS, Broker.MIGRATIONS));
      var pool = Database.open(vertx, postgres.config(4));
      try (var broker = BrokerProcess.start(postgres.url())) {
        var bench = new BrokerBench(load, vertx, pool, broker, postgres.backend());
        bench.warmUp();
        for (int round = 0; round < load.rounds(); round++) {
          bench.round();
        }
        bench.schedulesOfAMinute();
        bench.schedulesOfAnHour();
        bench.besideBacklog();
        System.out.println(
            "%s, Postgres %s (fsync and synchronous_commit on), %s%n"
                .formatted(Machine.describe(), postgres.version(), Instant.now()));
        System.out.print(bench.figures.table());
      }
    }
    System.exit(0);
  }

  private void warmUp() throws Exception {
    publishers.run(load.messages() / 2, number -> waiting());
    deliver(load.messages(), number -> due());
    bare.run(load.messages() / 2, number -> new Call("/row", Map.of(), KIBIBYTE));
    empty();
  }

  private void round() throws Exception {
    figures.add("load before the round", Better.LOWER, machine.load());
    rate("bare POST, nothing stored", bare, number -> new Call("/nothing", Map.of(), KIBIBYTE));
    rate("bare POST, one row committed", bare, number -> new Call("/row", Map.of(), KIBIBYTE));
    rate("publish, waiting for tomorrow", publishers, number -> waiting());
    empty();
    batches();
    empty();
    deliveries("publish to delivered", number -> due());
    deliveries("publish to delivered, %,d flow-control keys".formatted(load.keys()), this::keyed);
    latency("publish to receiver at 50/s");
    empty();
  }

  private void rate(String what, HttpLoad by, IntFunction<Call> call) throws Exception {
    var outcome = by.run(load.messages(), call);
    figures.add(what + ", per s", Better.HIGHER, outcome.perSecond());
    figures.add(what + ", p50 ms", Better.LOWER, outcome.p50Millis());
    figures.add(what + ", p99 ms", Better.LOWER, outcome.p99Millis());
  }

  private void batches() throws Exception {
    var body = batch();
    var outcome =
        batchers.run(load.messages() / BATCH, number -> new Call("/v2/batch", headers(), body));
    figures.add("batches of 100, messages per s", Better.HIGHER, outcome.perSecond() * BATCH);
  }

  /** From the first publish until every message was delivered and is settled. */
  private void deliveries(String what, IntFunction<Call> call) throws Exception {
    var before = machine.cpu();
    long start = System.nanoTime();
    deliver(load.messages(), call);
    double seconds = (System.nanoTime() - start) / 1e9;
    var cpu = machine.cpu().since(before);
    figures.add(what + ", per s", Better.HIGHER, load.messages() / seconds);
    figures.add(
        what + ", CPU ms of broker and Postgres per 1,000",
        Better.LOWER,
        cpu.ours() / (load.messages() / 1e3));
    figures.add(
        what + ", others' share of the machine %", Better.LOWER, cpu.othersPercent(seconds));
  }

  private void deliver(int messages, IntFunction<Call> call) throws Exception {
    receiver.expect(messages);
    publishers.run(messages, call);
    receiver.await();
    while (active() > 0) {
      Thread.sleep(5);
    }
  }

  private void latency(String what) throws Exception {
    int messages = load.perSecond() * load.seconds();
    long apart = 1_000_000_000L / load.perSecond();
    receiver.expect(messages);
    long start = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      for (long left; (left = start + i * apart - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
      var headers = headers();
      headers.put("Upstash-Forward-Sent-Nanos", Long.toString(System.nanoTime()));
      publishers.send(new Call("/v2/publish/" + receiver.url(), headers, KIBIBYTE));
    }
    receiver.await();
    figures.add(what + ", p50 ms", Better.LOWER, receiver.lateMillis(50));
    figures.add(what + ", p99 ms", Better.LOWER, receiver.lateMillis(99));
  }

  private void besideBacklog() throws Exception {
    var body = batch();
    batchers.run(load.backlog() / BATCH, number -> new Call("/v2/batch", headers(), body));
    BenchEngine.await(pool.query("analyze").execute());
    for (int round = 0; round < load.rounds(); round++) {
      receiver.expect(load.messages());
      long start = System.nanoTime();
      publishers.run(load.messages(), number -> due());
      receiver.await();
      figures.add(
          "publish to delivered beside %,d of tomorrow, per s".formatted(load.backlog()),
          Better.HIGHER,
          load.messages() / ((System.nanoTime() - start) / 1e9));
      latency("publish to receiver at 50/s beside them");
    }
    figures.add(
        "resident MB of the broker at the end",
        Better.LOWER,
        Machine.residentMegabytes(broker.pid()));
  }

  /** Most programs' schedules are not all of one minute: a sixtieth of them is due at once. */
  private void schedulesOfAnHour() throws Exception {
    schedule(number -> number % MINUTES + " * * * *");
    long due = nextMinute();
    int minute = (int) (due / MINUTE_MILLIS % MINUTES);
    int expected = (load.schedules() - minute + MINUTES - 1) / MINUTES;
    lateness(
        "%,d hourly schedules over the hour, %d due at once".formatted(load.schedules(), expected),
        due,
        expected);
  }

  /** All of them are due as the next minute begins: the worst that a timetable can ask. */
  private void schedulesOfAMinute() throws Exception {
    schedule(number -> "* * * * *");
    lateness(
        "%,d schedules due at once".formatted(load.schedules()), nextMinute(), load.schedules());
  }

  private void schedule(IntFunction<String> cron) throws Exception {
    publishers.run(
        load.schedules(),
        number -> {
          var headers = headers();
          headers.put("Upstash-Cron", cron.apply(number));
          headers.put("Upstash-Schedule-Id", "schedule-" + number);
          return new Call("/v2/schedules/" + receiver.url(), headers, KIBIBYTE);
        });
    receiver.expect(0);
  }

  private static long nextMinute() {
    long next = (System.currentTimeMillis() / MINUTE_MILLIS + 1) * MINUTE_MILLIS;
    // Some may have been due while the last ones were made.
    return next - System.currentTimeMillis() < 10_000 ? next + MINUTE_MILLIS : next;
  }

  private void lateness(String what, long due, int messages) throws Exception {
    Thread.sleep(due - System.currentTimeMillis() - 2_000);
    receiver.expectAt(messages, due);
    receiver.await();
    figures.add(what + ", occurrence to receiver, p50 ms", Better.LOWER, receiver.lateMillis(50));
    figures.add(what + ", occurrence to receiver, p99 ms", Better.LOWER, receiver.lateMillis(99));
    BenchEngine.await(pool.query("truncate broker.schedule").execute());
    Thread.sleep(1_000);
    empty();
  }

  private Call due() {
    return new Call("/v2/publish/" + receiver.url(), headers(), KIBIBYTE);
  }

  private Call keyed(int number) {
    var headers = headers();
    headers.put("Upstash-Flow-Control-Key", "key-" + number % load.keys());
    headers.put("Upstash-Flow-Control-Value", "parallelism=1");
    return new Call("/v2/publish/" + receiver.url(), headers, KIBIBYTE);
  }

  private Call waiting() {
    var headers = headers();
    headers.put("Upstash-Delay", "1d");
    return new Call("/v2/publish/" + receiver.url(), headers, KIBIBYTE);
  }

  private Buffer batch() {
    var items = new JsonArray();
    for (int i = 0; i < BATCH; i++) {
      items.add(
          new JsonObject()
              .put("destination", receiver.url())
              .put("headers", new JsonObject().put("Upstash-Delay", "1d"))
              .put("body", KIBIBYTE.toString()));
    }
    return items.toBuffer();
  }

  private static Map<String, String> headers() {
    var headers = new HashMap<String, String>();
    headers.put("Authorization", "Bearer " + DevCredentials.USERS.getFirst().token());
    headers.put("Content-Type", "text/plain");
    return headers;
  }

  private long active() {
    return BenchEngine.await(
            pool.query(
                    "select count(*) from jobs.job where state in ('pending', 'running') and run_at < now() + interval '1 hour'")
                .execute())
        .iterator()
        .next()
        .getLong(0);
  }

  private void empty() {
    BenchEngine.await(
        pool.query(
                "truncate jobs.job, jobs.step, jobs.lane, jobs.tally, broker.message, broker.log,"
                    + " broker.dead_letter, broker.dedup, broker.flow_key, public.bare")
            .execute());
    BenchEngine.await(pool.query("checkpoint").execute());
  }
}
