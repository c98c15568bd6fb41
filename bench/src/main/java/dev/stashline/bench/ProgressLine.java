package dev.stashline.bench;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that is redrawn in place while something goes on; nothing into a file or a pipe. */
final class ProgressLine implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  ProgressLine(String what, int expected) {
    bar =
        System.console() != null && System.console().isTerminal()
            ? new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(expected)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .hideEta()
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  void at(int done) {
    if (bar != null) {
      bar.stepTo(done);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
