package dev.stashline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LogCaptureTest {

  private static final Logger LOG = LoggerFactory.getLogger(LogCaptureTest.class);

  @Test
  void a_marker_is_found_wherever_it_hides() {
    try (LogCapture logs = LogCapture.start()) {
      LOG.info("in the message: {}", "marker");
      try (var ignored = MDC.putCloseable("user", "marker")) {
        LOG.info("in the context");
      }
      LOG.atInfo().addKeyValue("to", "marker").log("in a pair");
      LOG.warn("in a cause", new IllegalStateException("outer", new RuntimeException("marker")));
      LOG.info("nowhere");

      assertThat(logs.lines()).hasSize(5);
      assertThat(logs.linesWith("marker")).hasSize(4);
    }
  }

  @Test
  void nothing_is_captured_after_closing() {
    LogCapture logs = LogCapture.start();
    logs.close();
    LOG.error("too late");
    assertThat(logs.lines()).isEmpty();
  }
}
