package dev.stashline.qstash;

import static dev.stashline.qstash.ScriptedQStash.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.QStashReply.Absent;
import dev.stashline.qstash.QStashReply.Done;
import dev.stashline.qstash.QStashReply.Refused;
import dev.stashline.qstash.QStashReply.TryLater;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out for schedules, and what is read from the answers. */
class QStashSchedulesIT {
  private static final String TARGET = "https://app.test/hook?x=1&y=%20";

  private ScriptedQStash qstash;
  private QStashSchedules schedules;

  @BeforeEach
  void start() throws Exception {
    qstash = new ScriptedQStash();
    schedules = new QStashSchedules(qstash.api());
  }

  @AfterEach
  void stop() throws Exception {
    qstash.close();
  }

  @Test
  void a_schedule_is_put_by_its_id() throws Exception {
    qstash.answers(200, "{\"scheduleId\":\"s-1\"}");

    var reply =
        done(
            schedules.put(
                "s-1",
                URI.create(TARGET),
                "CRON_TZ=Europe/Berlin 0 9 * * 1",
                Map.of("Content-Type", "application/json", "upstash-cron", "@yearly"),
                "{\"a\":\"é\"}"));

    assertThat(reply).isInstanceOf(Done.class);
    var request = qstash.next();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.uri()).isEqualTo("/v2/schedules/" + TARGET);
    assertThat(request.body()).isEqualTo("{\"a\":\"é\"}");
    assertThat(request.headers().get("authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.headers().get("content-type")).isEqualTo("application/json");
    assertThat(request.headers().getAll("upstash-schedule-id")).containsExactly("s-1");
    assertThat(request.headers().getAll("upstash-cron"))
        .containsExactly("CRON_TZ=Europe/Berlin 0 9 * * 1");
  }

  @Test
  void the_other_calls_go_to_the_id_below_the_base() throws Exception {
    var below = new QStashSchedules(qstash.api("/q/", Duration.ofSeconds(5)));
    done(below.get("s-1"));
    done(below.pause("s-1"));
    done(below.resume("s-1"));
    done(below.delete("s-1"));
    done(below.list());
    for (String expected :
        List.of(
            "GET /q/v2/schedules/s-1",
            "PATCH /q/v2/schedules/s-1/pause",
            "PATCH /q/v2/schedules/s-1/resume",
            "DELETE /q/v2/schedules/s-1",
            "GET /q/v2/schedules")) {
      var request = qstash.next();
      assertThat(request.method() + " " + request.uri()).isEqualTo(expected);
      assertThat(request.headers().get("authorization")).isEqualTo("Bearer t0ken");
    }
  }

  @Test
  void pause_resume_and_delete_need_no_body_in_the_answer() throws Exception {
    assertThat(done(schedules.pause("s"))).isInstanceOf(Done.class);
    assertThat(done(schedules.resume("s"))).isInstanceOf(Done.class);
    assertThat(done(schedules.delete("s"))).isInstanceOf(Done.class);
  }

  @Test
  void what_is_not_there_is_absent() throws Exception {
    qstash.answers(404, "{\"error\":\"schedule not found\"}");
    assertThat(done(schedules.get("s"))).isEqualTo(new Absent("status 404: schedule not found"));
    assertThat(done(schedules.pause("s"))).isEqualTo(new Absent("status 404: schedule not found"));
    assertThat(done(schedules.resume("s"))).isEqualTo(new Absent("status 404: schedule not found"));
    assertThat(done(schedules.delete("s"))).isEqualTo(new Absent("status 404: schedule not found"));
  }

  @Test
  void the_list_tells_what_can_be_compared() throws Exception {
    qstash.answers(
        200,
        """
        [{"scheduleId":"a","cron":"0 9 * * 1 ","destination":"https://app.test/hook","isPaused":true,
          "header":{"content-type":["application/json"],"X-Two":["1","2"]},"body":"{\\"a\\":\\"é\\"}","retries":3},
         {"scheduleId":"b","cron":"@daily","destination":"group","isPaused":false,"bodyBase64":"//4="},
         {"scheduleId":"c","cron":"@daily","destination":"group","isPaused":false}]\
        """);

    assertThat(done(schedules.list()))
        .isInstanceOfSatisfying(
            Done.class,
            answer ->
                assertThat(QStashSchedules.listed(answer))
                    .containsExactly(
                        new QueueSchedule(
                            "a",
                            "0 9 * * 1",
                            "https://app.test/hook",
                            true,
                            Buffer.buffer("{\"a\":\"é\"}"),
                            Map.of(
                                "Content-Type",
                                List.of("application/json"),
                                "X-Two",
                                List.of("1", "2"))),
                        new QueueSchedule(
                            "b",
                            "@daily",
                            "group",
                            false,
                            Buffer.buffer(new byte[] {-1, -2}),
                            Map.of()),
                        new QueueSchedule(
                            "c", "@daily", "group", false, Buffer.buffer(), Map.of())));
  }

  @Test
  void an_empty_list_is_one() throws Exception {
    qstash.answers(200, "[]");
    assertThat(done(schedules.list()))
        .isInstanceOfSatisfying(
            Done.class, answer -> assertThat(QStashSchedules.listed(answer)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{}", "null", "[{}]", "[1]", "[{\"scheduleId\":\"a\"},{}]"})
  void what_is_no_list_is_not_taken_for_an_empty_one(String body) throws Exception {
    qstash.answers(200, body);
    assertThat(done(schedules.list())).isInstanceOf(TryLater.class);
  }

  @Test
  void an_address_without_schedules_is_not_an_empty_account() throws Exception {
    qstash.answers(404, "");
    assertThat(done(schedules.list()))
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.status()).isEqualTo(404));
  }

  @Test
  void one_schedule_is_read_like_those_of_the_list() throws Exception {
    qstash.answers(
        200, "{\"scheduleId\":\"a\",\"cron\":\"@daily\",\"destination\":\"g\",\"isPaused\":true}");
    assertThat(done(schedules.get("a")))
        .isInstanceOfSatisfying(
            Done.class,
            answer ->
                assertThat(QStashSchedules.found(answer))
                    .isEqualTo(
                        new QueueSchedule("a", "@daily", "g", true, Buffer.buffer(), Map.of())));
    qstash.answers(200, "{}");
    assertThat(done(schedules.get("a"))).isInstanceOf(TryLater.class);
  }

  @Test
  void hidden_parts_are_compared_by_their_marks() throws Exception {
    // SHA-256 of "secret".
    String mark = "REDACTED:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    qstash.answers(
        200,
        """
        {"scheduleId":"a","header":{"Authorization":["%1$s"],"X-Open":["v"]},"body":"%1$s"}\
        """
            .formatted(mark));
    assertThat(done(schedules.get("a")))
        .isInstanceOfSatisfying(
            Done.class,
            answer -> {
              var shown = QStashSchedules.found(answer);
              assertThat(shown.hasBody(Buffer.buffer("secret"))).isTrue();
              assertThat(shown.hasBody(Buffer.buffer("another"))).isFalse();
              assertThat(shown.hasHeader("authorization", "secret")).isTrue();
              assertThat(shown.hasHeader("authorization", "another")).isFalse();
              assertThat(shown.hasHeader("x-open", "v")).isTrue();
              assertThat(shown.hasHeader("x-none", "v")).isFalse();
            });
  }

  @Test
  void a_schedule_in_a_log_tells_no_secret() {
    var schedule =
        new QueueSchedule(
            "a",
            "@daily",
            "g",
            false,
            Buffer.buffer("private"),
            Map.of("Authorization", List.of("Bearer k3y")));
    assertThat(schedule.toString()).contains("a", "Authorization").doesNotContain("private", "k3y");
  }

  @ParameterizedTest
  @CsvSource({"400, true", "401, true", "412, true", "429, false", "503, false", "302, false"})
  void what_goes_wrong_is_a_reply(int status, boolean forGood) throws Exception {
    qstash.answers(
        request ->
            request
                .response()
                .setStatusCode(status)
                .putHeader("Retry-After", "7")
                .putHeader("Location", "/elsewhere")
                .end("{\"error\":\"no\"}"));
    var wanted =
        forGood
            ? new Refused(status, "status " + status + ": no")
            : new TryLater(Optional.of(Duration.ofSeconds(7)), "status " + status + ": no");
    assertThat(done(schedules.put("s", URI.create(TARGET), "@daily", Map.of(), "")))
        .isEqualTo(wanted);
    assertThat(done(schedules.get("s"))).isEqualTo(wanted);
    assertThat(done(schedules.list())).isEqualTo(wanted);
    assertThat(done(schedules.pause("s"))).isEqualTo(wanted);
    assertThat(done(schedules.resume("s"))).isEqualTo(wanted);
    assertThat(done(schedules.delete("s"))).isEqualTo(wanted);
    for (int i = 0; i < 6; i++) {
      assertThat(qstash.next().uri()).startsWith("/v2/schedules");
    }
    assertThat(qstash.sawNothingMore()).isTrue();
  }

  @Test
  void silence_ends_with_the_deadline() throws Exception {
    qstash.answers(_ -> {});
    var impatient = new QStashSchedules(qstash.api("", Duration.ofMillis(200)));
    assertThat(done(impatient.list())).isInstanceOf(TryLater.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a?b", "a#b", "a%2Fb", "a b", "a\r\nb", "é"})
  void an_id_that_would_change_the_path_is_never_sent(String id) throws Exception {
    assertThat(done(schedules.get(id))).isInstanceOf(Refused.class);
    assertThat(done(schedules.pause(id))).isInstanceOf(Refused.class);
    assertThat(done(schedules.resume(id))).isInstanceOf(Refused.class);
    assertThat(done(schedules.delete(id))).isInstanceOf(Refused.class);
    assertThat(qstash.sawNothingMore()).isTrue();
  }

  @Test
  void what_cannot_be_put_is_never_sent() throws Exception {
    assertThat(done(schedules.put("s", URI.create("ftp://a/b"), "@daily", Map.of(), "")))
        .isInstanceOf(Refused.class);
    assertThat(done(schedules.put("s\r\nX: 1", URI.create(TARGET), "@daily", Map.of(), "")))
        .isInstanceOf(Refused.class);
    assertThat(qstash.sawNothingMore()).isTrue();
  }
}
