package dev.stashline.qstash;

import static dev.stashline.qstash.ScriptedQStash.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.QStashReply.Absent;
import dev.stashline.qstash.QStashReply.Done;
import dev.stashline.qstash.QStashReply.Refused;
import dev.stashline.qstash.QStashReply.TryLater;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out for messages that wait, and what is read from the answers. */
class QStashMessagesIT {
  private ScriptedQStash qstash;
  private QStashMessages messages;

  @BeforeEach
  void start() throws Exception {
    qstash = new ScriptedQStash();
    messages = new QStashMessages(qstash.api("/q", Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() throws Exception {
    qstash.close();
  }

  @Test
  void a_message_is_looked_up_and_taken_back_by_its_id() throws Exception {
    qstash.answers(200, "{\"messageId\":\"msg_1\"}");
    assertThat(done(messages.get("msg_1"))).isInstanceOf(Done.class);
    qstash.answers(200, "{\"cancelled\":1}");
    assertThat(done(messages.delete("msg_1"))).isInstanceOf(Done.class);

    var get = qstash.next();
    assertThat(get.method() + " " + get.uri()).isEqualTo("GET /q/v2/messages/msg_1");
    assertThat(get.headers().get("authorization")).isEqualTo("Bearer t0ken");
    var delete = qstash.next();
    assertThat(delete.method() + " " + delete.uri()).isEqualTo("DELETE /q/v2/messages/msg_1");
    assertThat(delete.headers().get("authorization")).isEqualTo("Bearer t0ken");
  }

  @Test
  void cancelling_may_be_answered_by_text() throws Exception {
    qstash.answers(202, "OK");
    assertThat(done(messages.delete("msg_1"))).isInstanceOf(Done.class);
  }

  @Test
  void what_is_gone_is_absent() throws Exception {
    qstash.answers(404, "{\"error\":\"message not found\"}");
    assertThat(done(messages.get("msg_1"))).isEqualTo(new Absent("status 404: message not found"));
    assertThat(done(messages.delete("msg_1")))
        .isEqualTo(new Absent("status 404: message not found"));
  }

  @Test
  void what_goes_wrong_is_a_reply() throws Exception {
    qstash.answers(401, "{\"error\":\"invalid token\"}");
    assertThat(done(messages.get("m"))).isEqualTo(new Refused(401, "status 401: invalid token"));
    qstash.answers(
        request -> request.response().setStatusCode(429).putHeader("Retry-After", "7").end());
    assertThat(done(messages.delete("m")))
        .isEqualTo(new TryLater(Optional.of(Duration.ofSeconds(7)), "status 429"));
    qstash.answers(request -> request.connection().close());
    assertThat(done(messages.get("m"))).isInstanceOf(TryLater.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "?label=x", "a%2Fb", "a\nb"})
  void an_id_that_would_change_the_path_is_never_sent(String id) throws Exception {
    assertThat(done(messages.get(id))).isInstanceOf(Refused.class);
    assertThat(done(messages.delete(id))).isInstanceOf(Refused.class);
    assertThat(qstash.sawNothingMore()).isTrue();
  }
}
