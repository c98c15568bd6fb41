package dev.stashline.bench;

import dev.stashline.bench.Figures.Better;
import dev.stashline.bench.HttpLoad.Call;
import dev.stashline.providers.chat.ChannelIds;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Database;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamMessage;
import dev.stashline.standins.StreamStandin;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Measures scheduled messages at a real {@code serve ingress,messages} on a durable Postgres, with
 * a table that many messages are in already: one message to thousands, many messages of the same
 * second, and a coach's list. The chat is the stand-in, in this process; beside the message to
 * thousands, what a bare sender reaches there.
 */
public final class MessageBench {

  /** Coaches who look at their list at the same time. */
  private static final int READERS = 8;

  private static final Duration AHEAD = Duration.ofSeconds(12);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String TEXT = "A good week to you! ".repeat(10);

  private final MessageLoad load;
  private final Pool pool;
  private final StreamStandin chat;
  private final BareChat bare;
  private final HttpLoad coaches;
  private final HttpLoad readers;
  private final CoachList list;
  private final Machine machine;
  private final Figures figures = new Figures();
  private final Map<String, String> headers;

  private MessageBench(
      MessageLoad load,
      Vertx vertx,
      Pool pool,
      StreamStandin chat,
      BareChat bare,
      ChildJvm service,
      long backend) {
    this.load = load;
    this.pool = pool;
    this.chat = chat;
    this.bare = bare;
    int port = Integer.parseInt(service.ready().group(1));
    headers = BenchAccess.headers("coach", Caller.ADMIN);
    coaches = new HttpLoad(vertx, port, 16);
    readers = new HttpLoad(vertx, port, READERS);
    list = new CoachList(readers, headers, load.coaches());
    machine = new Machine(backend, service.pid());
  }

  public static void main(String[] args) throws Exception {
    Thread.currentThread().setUncaughtExceptionHandler(MessageBench::failed);
    var load = List.of(args).contains("--quick") ? MessageLoad.QUICK : MessageLoad.FULL;
    var vertx = Vertx.vertx();
    try (var postgres = new BenchPostgres();
        var chat = BenchAccess.chat(vertx)) {
      var environment = BenchAccess.environment(postgres.url(), chat.baseUrl());
      BenchAccess.migrate(environment);
      var pool = Database.open(vertx, postgres.config(4));
      tell("%,d messages of %d coaches are written ...", load.rows(), load.coaches());
      CoachRows.store(pool, load.coaches(), load.rows(), load.clients());
      try (var service = BenchAccess.serve("ingress,messages", environment);
          var bare = BenchAccess.bare(vertx, chat.baseUrl())) {
        var bench = new MessageBench(load, vertx, pool, chat, bare, service, postgres.backend());
        bench.warmUp();
        for (int round = 1; round <= load.rounds(); round++) {
          tell("round %d of %d", round, load.rounds());
          bench.round(round);
        }
        System.out.println(
            "%s, Postgres %s (fsync and synchronous_commit on), %s%n"
                .formatted(Machine.describe(), postgres.version(), Instant.now()));
        System.out.print(bench.figures.table());
      }
    }
    System.exit(0);
  }

  /** Threads of Vert.x would keep the process. */
  private static void failed(Thread thread, Throwable failure) {
    failure.printStackTrace();
    System.exit(1);
  }

  private static void tell(String what, Object... values) {
    System.err.println("bench: " + what.formatted(values));
  }

  /** The chat gets to know everybody here; the rounds measure what comes later. */
  private void warmUp() throws Exception {
    tell("warming up: everybody is new to the chat ...");
    for (int i = 0; i < 3; i++) {
      toMany("warm-up-" + i);
      bare("warm-up-" + i);
    }
    sameSecond("due-warm-up");
    list.walk();
    for (CoachList.Kind kind : CoachList.Kind.values()) {
      readers.run(load.requests(), n -> list.page(kind, n));
    }
  }

  private void round(int round) throws Exception {
    figures.add("load before the round", Better.LOWER, machine.load());
    double bareRate = bare("bare-" + round);
    figures.add("bare sender, per s", Better.HIGHER, bareRate);
    var before = machine.cpu();
    double seconds = toMany("many-" + round);
    var cpu = machine.cpu().since(before);
    double rate = load.clients() / seconds;
    figures.add(
        "one message to %,d, deliveries per s".formatted(load.clients()), Better.HIGHER, rate);
    figures.add("share of the bare sender, %", Better.HIGHER, 100 * rate / bareRate);
    double thousands = load.clients() / 1e3;
    figures.add("its CPU ms per 1,000: service", Better.LOWER, cpu.engine() / thousands);
    figures.add("its CPU ms per 1,000: Postgres", Better.LOWER, cpu.store() / thousands);
    figures.add(
        "others' share of the machine, the chat among them, %",
        Better.LOWER, cpu.othersPercent(seconds));
    before = machine.cpu();
    var late = sameSecond("due-" + round);
    cpu = machine.cpu().since(before);
    String due = "%,d messages of the same second".formatted(load.due());
    figures.add(due + ", due to chat, p50 ms", Better.LOWER, late.getValueAtPercentile(50));
    figures.add(due + ", due to chat, p99 ms", Better.LOWER, late.getValueAtPercentile(99));
    thousands = load.due() / 1e3;
    figures.add(
        "CPU ms to schedule and send 1,000: service", Better.LOWER, cpu.engine() / thousands);
    figures.add(
        "CPU ms to schedule and send 1,000: Postgres", Better.LOWER, cpu.store() / thousands);
    for (CoachList.Kind kind : CoachList.Kind.values()) {
      var outcome = readers.run(load.requests(), n -> list.page(kind, n));
      figures.add(kind.words() + ", p50 ms", Better.LOWER, outcome.p50Millis());
      figures.add(kind.words() + ", p99 ms", Better.LOWER, outcome.p99Millis());
    }
  }

  private double bare(String name) {
    var channels =
        IntStream.range(0, load.clients())
            .mapToObj(n -> ChannelIds.of(CoachRows.CROWDED, client(n)))
            .toList();
    IntFunction<JsonObject> message =
        n ->
            new JsonObject()
                // As long as the product's.
                .put("id", "scheduled-" + "%40s".formatted(name + "-" + n).replace(' ', '0'))
                .put("text", TEXT)
                .put("user_id", CoachRows.CROWDED);
    return bare.perSecond(channels, message);
  }

  private static String client(int number) {
    return CoachRows.client(CoachRows.CROWDED, number);
  }

  /** Seconds from the call that fires a message until it is stored that everybody has it. */
  private double toMany(String id) throws Exception {
    var tomorrow = Instant.now().plus(1, ChronoUnit.DAYS);
    BenchEngine.await(coaches.send(message(id, CoachRows.CROWDED, tomorrow, TEXT)));
    int before = sends();
    long start = System.nanoTime();
    var fire = "/api/messages/%s/send-now?coachId=%s".formatted(id, CoachRows.CROWDED);
    BenchEngine.await(coaches.send(new Call(fire, headers, new JsonObject().toBuffer())));
    awaitSends(before, load.clients());
    awaitCompleted(id);
    return (System.nanoTime() - start) / 1e9;
  }

  /** How late, in milliseconds, each of many messages of the same second came to the chat. */
  private Histogram sameSecond(String name) throws Exception {
    var due = Instant.now().plus(AHEAD).truncatedTo(ChronoUnit.SECONDS);
    int before = sends();
    var text = name + " " + TEXT;
    coaches.run(load.due(), n -> message(name + "-" + n, "coach-" + n % load.coaches(), due, text));
    if (!Instant.now().isBefore(due)) {
      throw new IllegalStateException("the messages were due before all were stored");
    }
    awaitSends(before, load.due());
    awaitCompleted(name + "-%");
    var late = new Histogram(3);
    for (StreamMessage message : chat.messages()) {
      if (message.text().equals(text)) {
        late.recordValue(Duration.between(due, message.at()).toMillis());
      }
    }
    return late;
  }

  private Call message(String id, String coach, Instant at, String text) {
    var utc = at.atOffset(ZoneOffset.UTC);
    return new Call(
        "/api/messages",
        headers,
        new JsonObject()
            .put("id", id)
            .put("coachId", coach)
            .put("title", "Measured")
            .put("content", text)
            .put("scheduleType", "once")
            .put("startDate", utc.toLocalDate().toString())
            .put("startTime", utc.toLocalTime().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("timezone", "UTC")
            .toBuffer());
  }

  private int sends() {
    return chat.calls(StreamEndpoint.SEND_MESSAGE);
  }

  private void awaitSends(int before, int expected) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (var line = new ProgressLine("deliveries", expected)) {
      for (int done; (done = sends() - before) < expected; ) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(done + " of " + expected + " messages have arrived");
        }
        line.at(done);
        Thread.sleep(5);
      }
      line.at(expected);
    }
  }

  private void awaitCompleted(String ids) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (unfinished(ids) > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not all messages are completed");
      }
      Thread.sleep(5);
    }
  }

  private long unfinished(String ids) {
    return BenchEngine.await(
            pool.preparedQuery(
                    "select count(*) from public.message_occurrences o join public.scheduled_messages m on m.id = o.message_id"
                        + " where o.message_id like $1 and (o.status <> 'completed' or m.status <> 'completed')")
                .execute(Tuple.of(ids)))
        .iterator()
        .next()
        .getLong(0);
  }
}
