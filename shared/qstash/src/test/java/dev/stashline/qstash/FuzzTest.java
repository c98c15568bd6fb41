package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * No input makes a parser throw anything but its typed error. The seeds are fixed, so a failure can
 * be repeated.
 */
class FuzzTest {

  private static final int ROUNDS = 20_000;
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static final String[] PIECES = {
    "https://",
    "http://",
    "a.test",
    "[::1]",
    ":",
    "8080",
    "/",
    "//",
    "?",
    "&",
    "=",
    "#",
    "@",
    "\\",
    "%",
    "%2F",
    "%zz",
    "qstash_token=",
    "upstash-retries=",
    "upstash-",
    "1",
    "0",
    "99999999999999999999",
    "-",
    "+",
    "*",
    "(",
    ")",
    ",",
    ".",
    "retried",
    "pow(",
    "min(",
    "s",
    "m",
    "h",
    "d",
    "ms",
    "µs",
    " ",
    "\t",
    "\r\n",
    "\u0000",
    "é",
    "🥕",
    "body",
    "header[",
    "]",
    "rate",
    "parallelism",
    "period",
    "true",
    "Fri, 02 Jan 2026 03:05:05 GMT",
    "e",
    "NaN",
    "Infinity",
    "eyJ",
    "{",
    "\""
  };

  private static final String[] HEADERS = {
    "Method",
    "Delay",
    "Not-Before",
    "Retries",
    "Retry-Delay",
    "Timeout",
    "Callback",
    "Failure-Callback",
    "Callback-Delay",
    "Failure-Callback-Retries",
    "Callback-Failure-Callback",
    "Callback-Callback-Callback",
    "Deduplication-Id",
    "Content-Based-Deduplication",
    "Flow-Control-Key",
    "Flow-Control-Value",
    "Label",
    "Redact-Fields",
    "Cron",
    "Schedule-Id",
    "Queue-Name",
    "Forward-A",
    "Forward-",
    "Header-Forward",
    "Workflow-RunId",
    "Feature-Set",
    "",
    "Callback-",
    "Failure-Callback-"
  };

  @Test
  void destinations() {
    each(1, text -> PublishTarget.parse(text));
    each(2, text -> PublishTarget.parseEnqueue(text));
    each(3, text -> PublishTarget.parse("https://a.test/" + text));
  }

  @Test
  void values() {
    each(4, text -> Durations.parse(text));
    each(5, text -> RetryDelay.parse(text).after(3));
    each(6, text -> FlowControl.parse("k", text));
    each(7, text -> Redaction.parse(text));
    each(8, text -> DeliveryMethod.parse(text));
    each(9, text -> LogState.parse(text));
  }

  @Test
  void readers_that_answer_with_nothing_instead() {
    each(10, text -> Durations.parseGo(text));
    each(11, text -> ResponseWait.of(_ -> text, NOW));
    each(12, text -> DlqId.parse(text));
    each(13, text -> MessageIds.uuid("msg_" + text));
    each(14, text -> Labels.parse(List.of(text)));
  }

  @Test
  void settings() {
    var chance = new Random(15);
    for (int i = 0; i < ROUNDS; i++) {
      var headers = new ArrayList<Map.Entry<String, String>>();
      for (int n = chance.nextInt(6); n >= 0; n--) {
        headers.add(Map.entry("Upstash-" + HEADERS[chance.nextInt(HEADERS.length)], text(chance)));
      }
      onlyTyped(
          headers.toString(),
          () -> PublishSettings.read(List.of(headers), Limits.FREE, NOW).dueAt(NOW));
    }
  }

  @Test
  void a_wait_is_never_negative_nor_over_a_day() {
    each(
        16,
        text -> {
          var wait = RetryDelay.parse(text).after(2);
          assertThat(wait).isBetween(java.time.Duration.ZERO, RetryDelay.LONGEST);
        });
    each(
        17,
        text ->
            ResponseWait.of(_ -> text, NOW).ifPresent(w -> assertThat(w.isNegative()).isFalse()));
  }

  @Test
  void signatures() {
    var keys = DevCredentials.USERS.getFirst().keys();
    var clock = InstantSource.fixed(NOW);
    var verifier = new SignatureVerifier(keys, clock);
    String token =
        new SignatureSigner(keys, clock, new Random(1)).sign("https://a.test", new byte[0]);
    var chance = new Random(18);
    for (int i = 0; i < ROUNDS; i++) {
      int cut = chance.nextInt(token.length());
      String changed =
          token.substring(0, cut)
              + text(chance)
              + token.substring(Math.min(token.length(), cut + chance.nextInt(5)));
      if (!changed.equals(token)) {
        assertThat(verifier.verify(changed, "https://a.test", new byte[0]))
            .isInstanceOf(SignatureVerdict.Rejected.class);
      }
    }
  }

  private static void each(long seed, Consumer<String> parser) {
    var chance = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      String text = text(chance);
      onlyTyped(text, () -> parser.accept(text));
    }
  }

  private static void onlyTyped(String input, Runnable parsing) {
    try {
      parsing.run();
    } catch (InvalidValueException | BadRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (RuntimeException | StackOverflowError e) {
      fail("input " + input, e);
    }
  }

  private static String text(Random chance) {
    var text = new StringBuilder();
    for (int n = chance.nextInt(8); n >= 0; n--) {
      if (chance.nextInt(8) == 0) {
        text.append((char) chance.nextInt(0x300));
      } else {
        text.append(PIECES[chance.nextInt(PIECES.length)]);
      }
    }
    return text.toString();
  }
}
