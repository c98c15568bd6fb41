package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdsTest {

  @Test
  void a_message_id_holds_its_uuid() {
    var chance = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      var uuid = new UUID(chance.nextLong(), chance.nextLong());
      String id = MessageIds.message(uuid);
      assertThat(id).matches("msg_[0-7][0-9a-v]{25}");
      assertThat(MessageIds.uuid(id)).contains(uuid);
    }
    assertThat(MessageIds.message(new UUID(0, 0))).isEqualTo("msg_" + "0".repeat(26));
    assertThat(MessageIds.message(new UUID(-1, -1))).isEqualTo("msg_7" + "v".repeat(25));
  }

  @Test
  void ids_sort_as_their_bits_do() {
    var chance = new Random(4);
    for (int i = 0; i < 5_000; i++) {
      var a = new UUID(chance.nextInt(2), chance.nextLong());
      var b = new UUID(chance.nextInt(2), chance.nextLong());
      int bits = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
      bits =
          bits == 0
              ? Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits())
              : bits;
      int texts = MessageIds.message(a).compareTo(MessageIds.message(b));
      assertThat(Integer.signum(texts)).isEqualTo(Integer.signum(bits));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "msg_",
        "msg_0",
        "msg_80000000000000000000000000",
        "msg_0000000000000000000000000w",
        "msg_0000000000000000000000000V",
        "scd_00000000000000000000000000",
        "msg_000000000000000000000000000",
        "msg_0000000000000000000000000 "
      })
  void other_texts_are_the_id_of_no_message(String text) {
    assertThat(MessageIds.uuid(text)).isEmpty();
  }

  @Test
  void each_kind_has_its_prefix() {
    var chance = new Random(6);
    assertThat(MessageIds.message(chance)).startsWith("msg_").hasSize(30);
    assertThat(MessageIds.schedule(chance)).startsWith("scd_").hasSize(30);
    assertThat(MessageIds.workflowRun(chance)).startsWith("wfr_");
    assertThat(MessageIds.signature(chance)).startsWith("jwt_");
    assertThat(MessageIds.signingKey(chance))
        .startsWith("sig_")
        .isNotEqualTo(MessageIds.signingKey(chance));
  }

  @Test
  void dead_letter_ids_are_read_and_ordered() {
    assertThat(DlqId.parse("1725323658779-0")).contains(new DlqId(1_725_323_658_779L, 0));
    assertThat(new DlqId(5, 2))
        .hasToString("5-2")
        .isGreaterThan(new DlqId(5, 1))
        .isLessThan(new DlqId(6, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "5",
        "5-",
        "-5",
        "5-x",
        "05-1",
        "5-1-1",
        " 5-1",
        "99999999999999999999-0"
      })
  void other_texts_are_no_dead_letter_id(String text) {
    assertThat(DlqId.parse(text)).isEmpty();
  }
}
