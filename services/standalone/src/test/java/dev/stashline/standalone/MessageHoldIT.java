package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.testkit.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pauses that the chat asks for. */
class MessageHoldIT {
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration OVER = PAUSE.plusSeconds(2);
  private TestSystem system;

  @BeforeEach
  void start() {
    system = TestSystem.messages();
    system.settings.put("MESSAGES_PARALLEL_SENDS", "1");
    system.settings.put("MESSAGES_PARALLEL_PARTS", "1");
    system.start(Role.INGRESS, Role.MESSAGES);
  }

  @AfterEach
  void stop() {
    system.close();
  }

  private int sends() {
    return system.chat.calls(StreamEndpoint.SEND_MESSAGE);
  }

  private void askForPause() {
    system.chat.faults().next(1, StreamEndpoint.SEND_MESSAGE, new StreamFault.RateLimit(PAUSE));
  }

  private void awaitPause() {
    Await.until(
        "the sends are held",
        TestSystem.SOON,
        () ->
            system
                .rows
                .text("select paused from jobs.lane where queue = 'messages' and lane = 'chat'")
                .equals("t"));
  }

  private boolean toldAll() {
    return system.rows.number(
            "select count(*) from jobs.job where kind = 'messages.tell' and state in ('pending', 'running')")
        == 0;
  }

  @Test
  void B10_a_429_holds_the_sends_of_all_coaches_until_the_time_it_names() {
    var ada = new Coaching(system, "ada");
    var ben = new Coaching(system, "ben");
    var adas = ada.clients("ada-client", 3);
    var bens = ben.clients("ben-client", 3);
    askForPause();
    var at = ada.soon();
    String first = ada.create(ada.once(at, "from ada"));
    ada.pass(at);
    awaitPause();
    assertThat(sends()).isOne();

    var then = system.clock.instant().plusSeconds(5); // within the pause
    String second = ben.create(ben.once(then, "from ben"));
    ben.pass(then);
    Await.until(
        "it has fired, and a job that came with it has run",
        TestSystem.SOON,
        () -> ben.occurrences(second).size() == 1 && toldAll());
    assertThat(sends()).as("nobody asks while the chat wants a pause").isOne();
    assertThat(ada.deliveries(first).valueStream().mapToInt(d -> d.path("attempts").size()).sum())
        .as("a pause is nobody's failed attempt")
        .isZero();

    system.moveClock(OVER);
    ada.await(first, "completed");
    ben.await(second, "completed");
    adas.forEach(client -> assertThat(ada.inbox(client)).containsExactly("from ada"));
    bens.forEach(client -> assertThat(ben.inbox(client)).containsExactly("from ben"));
    assertThat(sends()).isEqualTo(1 + 3 + 3);
  }

  @Test
  void B10_a_pause_that_is_asked_for_just_when_the_last_one_ends_ends_too() throws Exception {
    // So that the end of the first pause is committed, and its job has not ended yet.
    system.rows.change(
        """
        create function public.wait_for_the_test() returns trigger language plpgsql as $$
        begin
          perform pg_advisory_xact_lock_shared(1);
          return case when tg_op = 'DELETE' then old else new end;
        end $$""");
    for (String ending : new String[] {"update", "delete"}) {
      system.rows.change(
          "create trigger slow_%s before %s on jobs.job for each row ".formatted(ending, ending)
              + "when (old.kind = 'messages.reopen' and old.state = 'running') "
              + "execute function public.wait_for_the_test()");
    }
    var coach = new Coaching(system, "unlucky");
    coach.clients("client", 2);
    askForPause();
    var at = coach.soon();
    String id = coach.create(coach.once(at, "after two pauses"));
    coach.pass(at);
    awaitPause();

    askForPause();
    try (var slow = system.rows.holding("select pg_advisory_xact_lock(1)")) {
      system.moveClock(OVER);
      Await.until("the chat is asked again", TestSystem.SOON, () -> sends() == 2);
      awaitPause();
    }
    system.moveClock(OVER);
    coach.await(id, "completed");
    assertThat(coach.inbox("client-01")).containsExactly("after two pauses");
    assertThat(coach.inbox("client-02")).containsExactly("after two pauses");
  }
}
