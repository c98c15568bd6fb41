package dev.stashline.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.ingress.DoorFixture.Private;
import dev.stashline.jobs.JobState;
import dev.stashline.runtime.Json;
import dev.stashline.testkit.Await;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobOperationsIT {
  private final DoorFixture door = new DoorFixture();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void X08_pages_are_stable_while_jobs_arrive_and_miss_none() throws Exception {
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      wanted.addFirst(enqueue().toString());
    }

    var seen = new ArrayList<String>();
    String cursor = "";
    do {
      var page = get("/api/admin/jobs?queue=tests&limit=3" + cursor);
      page.get("jobs").forEach(job -> seen.add(job.get("id").textValue()));
      enqueue();
      cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").textValue();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(wanted);
    assertThat(get("/api/admin/jobs?queue=other").get("jobs")).isEmpty();
    assertThat(get("/api/admin/jobs?state=running").get("jobs")).isEmpty();
    assertThat(door.send(door.asAdmin("/api/admin/jobs?cursor=rubbish")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void X09_a_dead_letter_is_found_with_its_reason_and_can_be_replayed() throws Exception {
    UUID id = enqueue();
    door.engine.start(Map.of("tests", 1));
    Await.until("the dead letter", Duration.ofSeconds(20), () -> stateOf(id).equals("discarded"));

    var dead = get("/api/admin/jobs?state=discarded").get("jobs");
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).get("failure").textValue()).contains("it cannot work");
    var details = get("/api/admin/jobs/" + id);
    assertThat(details.at("/steps/0/name").textValue()).isEqualTo("first");
    assertThat(details.at("/steps/0/state").textValue()).isEqualTo("completed");
    assertThat(details.at("/waiting/reason").textValue()).isEqualTo("finished");
    assertThat(dead.toString() + details).doesNotContain("diagnosis");

    assertThat(post("/api/admin/queues/tests/pause", 200).get("paused").booleanValue()).isTrue();
    assertThat(post("/api/admin/jobs/" + id + "/retry", 200).get("state").textValue())
        .isEqualTo("pending");
    assertThat(get("/api/admin/jobs/" + id).at("/waiting/reason").textValue())
        .isEqualTo("queue-paused");
    post("/api/admin/queues/tests/resume", 200);
    Await.until("its end", Duration.ofSeconds(20), () -> stateOf(id).equals("discarded"));
  }

  @Test
  void a_waiting_job_says_why_and_until_when_and_can_be_cancelled_once() throws Exception {
    var later = door.clock.instant().plusSeconds(3600);
    UUID id =
        DoorFixture.await(door.engine.queue().enqueue(DoorFixture.KIND.job(secret()).at(later)))
            .id();

    var waiting = get("/api/admin/jobs/" + id).get("waiting");
    assertThat(waiting.get("reason").textValue()).isEqualTo("run-time");
    assertThat(waiting.get("until").textValue()).startsWith(later.toString().substring(0, 19));
    assertThat(post("/api/admin/jobs/" + id + "/cancel", 200).get("state").textValue())
        .isEqualTo("cancelled");
    post("/api/admin/jobs/" + id + "/retry", 409);
    UUID none = UUID.randomUUID();
    post("/api/admin/jobs/" + none + "/cancel", 404);
    post("/api/admin/jobs/" + none + "/retry", 404);
    assertThat(door.send(door.asAdmin("/api/admin/jobs/" + none)).statusCode()).isEqualTo(404);
    assertThat(door.send(door.asAdmin("/api/admin/jobs/7")).statusCode()).isEqualTo(400);
  }

  @Test
  void queues_are_counted_and_an_unknown_one_cannot_be_paused() throws Exception {
    enqueue();
    enqueue();

    var queues = get("/api/admin/queues").get("queues");
    assertThat(queues).hasSize(1);
    assertThat(queues.get(0).get("pending").intValue()).isEqualTo(2);
    assertThat(queues.get(0).get("oldestDue").textValue()).isNotBlank();
    post("/api/admin/queues/tsets/pause", 404);
  }

  @Test
  void X07_every_act_of_an_administrator_is_in_the_audit_table() throws Exception {
    UUID id = enqueue();
    post("/api/admin/queues/tests/pause", 200);
    post("/api/admin/jobs/" + id + "/retry", 200);
    post("/api/admin/jobs/" + id + "/cancel", 200);
    post("/api/admin/jobs/" + id + "/retry", 409);
    post("/api/admin/queues/tests/resume", 200);

    var rows =
        DoorFixture.await(
            door.pool
                .query(
                    "select actor, entity, entity_id, before, after from audit.entry order by id")
                .execute());
    var entries = new ArrayList<String>();
    rows.forEach(
        row -> {
          var columns = new ArrayList<String>();
          for (int i = 0; i < row.size(); i++) {
            columns.add(String.valueOf(row.getString(i)));
          }
          entries.add(String.join(" ", columns));
        });
    assertThat(entries)
        .containsExactly(
            "boss queue tests null asked: pause",
            "boss job " + id + " pending asked: retry",
            "boss job " + id + " pending asked: cancel",
            "boss queue tests null asked: resume");
  }

  @Test
  void while_postgres_is_away_the_answer_is_503() throws Exception {
    door.database.close();

    var answer = door.send(door.asAdmin("/api/admin/queues"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("out of reach");
  }

  private static Private secret() {
    return new Private("a diagnosis");
  }

  private UUID enqueue() {
    return DoorFixture.await(
            door.engine.queue().enqueue(DoorFixture.KIND.job(secret()).subject("diagnosis-code")))
        .id();
  }

  private String stateOf(UUID id) {
    return DoorFixture.await(door.engine.queue().desk().find(id))
        .map(job -> job.state())
        .map(JobState::word)
        .orElse("gone");
  }

  private JsonNode get(String path) throws Exception {
    var answer = door.send(door.asAdmin(path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.tree(answer.body());
  }

  private JsonNode post(String path, int status) throws Exception {
    var answer = door.send(door.asAdmin(path).POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.tree(answer.body());
  }
}
