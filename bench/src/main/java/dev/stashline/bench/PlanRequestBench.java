package dev.stashline.bench;

import dev.stashline.bench.Figures.Better;
import dev.stashline.bench.HttpLoad.Call;
import dev.stashline.runtime.Database;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Measures {@code POST /api/generate-plan-async} at a real {@code serve ingress}, each request for
 * another person, beside bare handlers that do one insert. All are processes of their own on the
 * same durable Postgres; one is loaded at a time.
 */
public final class PlanRequestBench {
  private static final int CONNECTIONS = 64;
  private static final Pattern READY = Pattern.compile("^ready (\\d+)$");
  private static final String PEOPLE =
      """
      insert into public.sage_onboarding_data (id, tenant, owner, email, unique_code, form_data, created_at, updated_at)
      select gen_random_uuid(), 'default', 'bench', 'person' || n || '@example.com', 'CODE' || n, '{"age": 41}', now(), now()
      from generate_series(0, $1::integer - 1) n""";

  private final Pool pool;
  private final HttpLoad ingress;
  private final HttpLoad bare;
  private final Map<String, String> headers = BenchAccess.headers();
  private final Figures figures = new Figures();

  private final Machine machine;

  private PlanRequestBench(Vertx vertx, Pool pool, ChildJvm ingress, ChildJvm bare, long backend) {
    this.pool = pool;
    machine = new Machine(backend, ingress.pid());
    this.ingress = new HttpLoad(vertx, port(ingress), CONNECTIONS);
    this.bare = new HttpLoad(vertx, port(bare), CONNECTIONS);
  }

  public static void main(String[] args) throws Exception {
    boolean quick = List.of(args).contains("--quick");
    int requests = quick ? 5_000 : 30_000;
    var vertx = Vertx.vertx();
    try (var postgres = new BenchPostgres()) {
      var environment = BenchAccess.environment(postgres.url());
      BenchAccess.migrate(environment);
      var pool = Database.open(vertx, postgres.config(4));
      try (var ingress = BenchAccess.serve("ingress", environment);
          var bare = ChildJvm.start(BareServer.class, List.of(postgres.url()), Map.of(), READY)) {
        var bench = new PlanRequestBench(vertx, pool, ingress, bare, postgres.backend());
        bench.warmUp(requests);
        for (int round = 0; round < (quick ? 1 : 5); round++) {
          bench.round(requests);
        }
        System.out.println(
            "%s, Postgres %s (fsync and synchronous_commit on), %s%n"
                .formatted(Machine.describe(), postgres.version(), Instant.now()));
        System.out.print(bench.figures.table());
      }
    }
    System.exit(0);
  }

  private static int port(ChildJvm process) {
    return Integer.parseInt(process.ready().group(1));
  }

  private void warmUp(int requests) throws Exception {
    people(requests);
    ingress.run(requests, this::plan);
    bare.run(requests, number -> bare("/insert", number));
    bare.run(requests, number -> bare("/row", number));
  }

  private void round(int requests) throws Exception {
    people(requests);
    double insert = rate("bare handler, one insert", bare, requests, n -> bare("/insert", n));
    rate("bare handler, one row by group commit", bare, requests, n -> bare("/row", n));
    var before = machine.cpu();
    double plans = rate("generate-plan-async", ingress, requests, this::plan);
    var cpu = machine.cpu().since(before);
    figures.add("its CPU ms per 1,000: ingress", Better.LOWER, cpu.engine() / (requests / 1e3));
    figures.add("its CPU ms per 1,000: Postgres", Better.LOWER, cpu.store() / (requests / 1e3));
    figures.add(
        "others' share of the machine, the load generator among them, %",
        Better.LOWER, cpu.othersPercent(requests / plans));
    figures.add("share of the bare insert, %", Better.HIGHER, 100 * plans / insert);
  }

  private double rate(String what, HttpLoad by, int requests, IntFunction<Call> call)
      throws Exception {
    var outcome = by.run(requests, call);
    figures.add(what + ", per s", Better.HIGHER, outcome.perSecond());
    figures.add(what + ", p50 ms", Better.LOWER, outcome.p50Millis());
    figures.add(what + ", p99 ms", Better.LOWER, outcome.p99Millis());
    return outcome.perSecond();
  }

  private void people(int number) {
    BenchEngine.await(
        pool.query("truncate public.sage_onboarding_data, jobs.job, jobs.tally").execute());
    BenchEngine.await(pool.preparedQuery(PEOPLE).execute(Tuple.of(number)));
    BenchEngine.await(pool.query("analyze").execute());
  }

  private Call plan(int number) {
    return new Call("/api/generate-plan-async", headers, body(number));
  }

  /** The same body, so that reading it costs the same. */
  private Call bare(String path, int number) {
    return new Call(path, headers, body(number));
  }

  private static Buffer body(int number) {
    return new JsonObject()
        .put("email", "person" + number + "@example.com")
        .put("uniqueCode", "CODE" + number)
        .put("fullName", "Person " + number)
        .toBuffer();
  }
}
