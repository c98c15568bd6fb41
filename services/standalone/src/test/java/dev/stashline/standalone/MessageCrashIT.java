package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.LocalPostgres;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.testkit.Await;
import dev.stashline.testkit.JvmProcess;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What dies while a message is on its way: workers, a database, an answer. Of ten clients, in parts
 * of four, the first four have it and that is recorded, the next four have it and that is not, the
 * last two wait.
 */
class MessageCrashIT {
  private static final Duration START = Duration.ofSeconds(90);
  private static final String SENDS = " from jobs.job where kind = 'messages.send'";
  private final Map<String, JvmProcess> workers = new HashMap<>();
  private final Promise<Void> answers = Promise.promise();

  private static TestSystem inParts(TestSystem system) {
    system.settings.put("MESSAGES_PART_SIZE", "4");
    system.settings.put("MESSAGES_PARALLEL_PARTS", "1");
    return system;
  }

  /** Real processes, one of which does the work: SIGKILL has a meaning for them. */
  private void startTwoWorkers(TestSystem system) throws InterruptedException {
    var env = new HashMap<>(system.settings);
    env.put("JOBS_LEASE", "3s");
    for (String name : List.of("worker-a", "worker-b")) {
      env.put("NODE_NAME", name);
      workers.put(
          name,
          JvmProcess.main(Stashline.class)
              .named(name)
              .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
              .arguments("serve", "messages")
              .env(env)
              .start());
    }
    for (JvmProcess worker : workers.values()) {
      worker.awaitLine(Pattern.compile(".*serving.*"), START);
    }
  }

  /** Lets the chat keep what the second part sends, and answer it only when it is told to. */
  private void holdAnswers(TestSystem system, List<String> clients) {
    for (String client : clients.subList(4, 8)) {
      system
          .chat
          .faults()
          .next(1, StreamEndpoint.SEND_MESSAGE, client, new StreamFault.Held(answers.future()));
    }
  }

  /** A message that two workers are half-way through. */
  private record HalfWay(Coaching coach, List<String> clients, String id) {}

  private HalfWay halfWay(TestSystem system) throws Exception {
    startTwoWorkers(system);
    var coach = new Coaching(system, "killed");
    var clients = coach.clients("client", 10);
    holdAnswers(system, clients);
    String id = coach.create(coach.once(coach.soon(), "Only once"));
    coach.act(id, "send-now");
    system.chat.awaitMessages(8, TestSystem.SOON);
    return new HalfWay(coach, clients, id);
  }

  private static void assertTakenOver(TestSystem system, HalfWay sent) {
    awaitCompleted(sent.coach(), sent.id());
    assertOnceEach(sent.coach(), sent.id(), sent.clients());
    assertThat(system.chat.duplicatesRefused()).as("sent again by the other worker").isEqualTo(4);
  }

  private static void assertHalfWay(Coaching coach, String id, List<String> clients) {
    assertThat(coach.clientsWith(id, "sent")).isEqualTo(clients.subList(0, 4));
    assertThat(coach.clientsWith(id, "pending")).isEqualTo(clients.subList(4, 10));
  }

  private static void assertOnceEach(Coaching coach, String id, List<String> clients) {
    for (String client : clients) {
      assertThat(coach.inbox(client)).as(client).containsExactly("Only once");
    }
    var occurrences = coach.occurrences(id);
    assertThat(occurrences).hasSize(1);
    assertThat(occurrences.get(0).path("sent").asInt()).isEqualTo(clients.size());
    assertThat(coach.clientsWith(id, "sent")).isEqualTo(clients);
  }

  private void killHolder(TestSystem system) throws InterruptedException {
    var holder = workers.get(system.rows.text("select node" + SENDS + " and state = 'running'"));
    assertThat(holder).as("the process that holds the job").isNotNull();
    holder.kill();
  }

  /** The workers have the real clock, which nobody moves. */
  private static void awaitCompleted(Coaching coach, String id) {
    Await.value(
        "another worker completes it",
        TestSystem.SOON,
        () -> coach.show(id).path("status").asText(),
        "completed"::equals);
  }

  @Test
  void B07_a_worker_killed_before_the_chat_has_answered_is_taken_over() throws Exception {
    try (var system = inParts(TestSystem.messages()).start(Role.INGRESS)) {
      var sent = halfWay(system);
      assertHalfWay(sent.coach(), sent.id(), sent.clients());

      killHolder(system);
      assertTakenOver(system, sent);
    } finally {
      workers.values().forEach(JvmProcess::close);
    }
  }

  @Test
  void B07_a_worker_killed_before_it_has_committed_the_answers_is_taken_over() throws Exception {
    try (var system = inParts(TestSystem.messages()).start(Role.INGRESS)) {
      var sent = halfWay(system);

      try (var lock = system.rows.holding("select id from scheduled_messages for update")) {
        answers.complete();
        Await.until(
            "the answers are about to be recorded",
            TestSystem.SOON,
            () ->
                system.rows.number(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                            + " and wait_event_type = 'Lock' and query like '%scheduled_messages%'")
                    > 0);
        assertHalfWay(sent.coach(), sent.id(), sent.clients());
        killHolder(system);
      }
      assertTakenOver(system, sent);
    } finally {
      workers.values().forEach(JvmProcess::close);
    }
  }

  @Test
  void B07_postgres_killed_in_mid_fan_out_costs_nobody_a_message_and_gives_nobody_two()
      throws Exception {
    try (var postgres = LocalPostgres.temporary().start();
        var system = inParts(TestSystem.messagesOn(postgres))) {
      system.start(Role.INGRESS, Role.MESSAGES);
      var coach = new Coaching(system, "restarted");
      var clients = coach.clients("client", 10);
      holdAnswers(system, clients);
      var at = coach.soon();
      String id = coach.create(coach.once(at, "Only once"));
      coach.pass(at);
      system.chat.awaitMessages(8, TestSystem.SOON);
      assertHalfWay(coach, id, clients);

      postgres.kill();
      answers.complete();
      postgres.start();
      Await.until(
          "the application answers again",
          TestSystem.SOON,
          () -> coach.get("/api/messages/" + id).statusCode() == 200);
      coach.await(id, "completed");
      assertOnceEach(coach, id, clients);
      assertThat(system.chat.duplicatesRefused()).as("sent again afterwards").isPositive();
    }
  }

  @Test
  void B11_cancelled_after_a_lost_answer_who_has_it_is_recorded_as_sent() {
    try (var system = inParts(TestSystem.messages()).start(Role.INGRESS, Role.MESSAGES)) {
      var coach = new Coaching(system, "cancelling");
      var clients = coach.clients("client", 2);
      var faults = system.chat.faults();
      faults.next(1, StreamEndpoint.SEND_MESSAGE, clients.get(0), new StreamFault.Lost());
      faults.next(1, StreamEndpoint.SEND_MESSAGE, clients.get(1), new StreamFault.Refuse(500, 0));
      var at = coach.soon();
      String id = coach.create(coach.once(at, "Only once"));
      coach.pass(at);
      Await.until(
          "both are to be tried again",
          TestSystem.SOON,
          () -> system.rows.nextAttempt("messages").isPresent());
      coach.act(id, "cancel");
      faults.next(1, StreamEndpoint.GET_MESSAGE, new StreamFault.Refuse(500, 0));
      coach.await(
          id, "nobody waits", m -> coach.occurrences(id).get(0).path("pending").asInt() == 0);

      assertThat(coach.inbox(clients.get(0))).containsExactly("Only once");
      assertThat(coach.inbox(clients.get(1))).isEmpty();
      assertThat(coach.clientsWith(id, "sent")).containsExactly(clients.get(0));
      assertThat(coach.clientsWith(id, "skipped")).containsExactly(clients.get(1));
    }
  }
}
