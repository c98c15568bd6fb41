package dev.stashline.qstash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelayTest {

  /** Expression, then milliseconds for the first three retries. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1000; 1000; 1000; 1000",
        "1000 * (1 + retried); 1000; 2000; 3000",
        "pow(2, retried) * 1000; 1000; 2000; 4000",
        "max(1000, pow(2, retried) * 100); 1000; 1000; 1000",
        "10 - 4 - 3; 3; 3; 3",
        "2 + 3 * 4; 14; 14; 14",
        "100 / 10 / 2; 5; 5; 5",
        "17 % 5 + retried; 2; 3; 4",
        "-(-5) * +2; 10; 10; 10",
        "- -3; 3; 3; 3",
        "2--3; 5; 5; 5",
        "exp(0) + sqrt(16) + abs(-2); 7; 7; 7",
        "floor(1.9) + ceil(1.1) + round(2.5); 6; 6; 6",
        "min(5, 3, retried + 1) + max(1, 2, 3); 4; 5; 6",
        "1.5 * 1000 + .5; 1501; 1501; 1501",
        "(((1))); 1; 1; 1",
        "\t1000 ; 1000; 1000; 1000",
        "0; 0; 0; 0",
        "retried - 1; 0; 0; 1",
        "-1000; 0; 0; 0",
        "1 / 0; 0; 0; 0",
        "-1 / 0; 0; 0; 0",
        "0 / 0; 0; 0; 0",
        "sqrt(-1); 0; 0; 0",
        "5 % 0; 0; 0; 0",
        "pow(10, 400); 0; 0; 0",
        "pow(10, 20); 86400000; 86400000; 86400000",
        "86400001; 86400000; 86400000; 86400000"
      })
  void gives_milliseconds(String text, long first, long second, long third) {
    var delay = RetryDelay.parse(text);
    assertThat(delay.after(0)).isEqualTo(Duration.ofMillis(first));
    assertThat(delay.after(1)).isEqualTo(Duration.ofMillis(second));
    assertThat(delay.after(2)).isEqualTo(Duration.ofMillis(third));
    assertThat(delay.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "1 +",
        "* 2",
        "1 2",
        "(1",
        "1)",
        "()",
        "pow(2)",
        "pow(1,2,3)",
        "min(1)",
        "max()",
        "exp(1,2)",
        "sqrt()",
        "retried()",
        "Retried",
        "pow 2",
        "pow(2,)",
        "1..2",
        ".",
        "1e3",
        "0x10",
        "2 ** 3",
        "2 ^ 3",
        "1;2",
        "retried2",
        "sin(1)",
        "1,000",
        "\"1\"",
        "１"
      })
  void refuses_what_is_no_expression(String text) {
    assertThatThrownBy(() -> RetryDelay.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageMatching(".*\\(at character \\d+\\)");
  }

  @Test
  void says_where_the_fault_is() {
    assertThatThrownBy(() -> RetryDelay.parse("1000 * (1 + tried)"))
        .hasMessage(
            "expected retried, pow, exp, sqrt, abs, floor, ceil, round, min or max (at character 13)");
  }

  @Test
  void depth_and_length_are_bounded() {
    assertThat(RetryDelay.parse("(".repeat(32) + "7" + ")".repeat(32)).after(0))
        .isEqualTo(Duration.ofMillis(7));
    assertThatThrownBy(() -> RetryDelay.parse("(".repeat(33) + "7" + ")".repeat(33)))
        .hasMessageContaining("too deeply");
    assertThatThrownBy(() -> RetryDelay.parse("-".repeat(100) + "7"))
        .hasMessageContaining("too deeply");
    assertThatThrownBy(() -> RetryDelay.parse("abs(".repeat(60) + "7" + ")".repeat(60)))
        .hasMessageContaining("too deeply");
    assertThat(RetryDelay.parse("1" + "+1".repeat(255)).after(0)).isEqualTo(Duration.ofMillis(256));
    assertThatThrownBy(() -> RetryDelay.parse("1" + "+1".repeat(256)))
        .hasMessageContaining("longer than 512");
  }
}
