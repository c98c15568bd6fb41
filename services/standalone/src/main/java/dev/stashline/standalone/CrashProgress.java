package dev.stashline.standalone;

import dev.stashline.standalone.crash.CrashTest.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a crash test is. On a terminal a bar that is redrawn in place; into a file or a pipe a
 * line at each quarter of a phase.
 */
final class CrashProgress implements AutoCloseable {
  private static final int QUARTERS = 4;

  private final PrintWriter out;
  private final @Nullable ProgressBar bar;
  private String told = "";

  CrashProgress(PrintWriter out) {
    this.out = out;
    bar = System.console() != null && System.console().isTerminal() ? bar() : null;
  }

  private static ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName("crash test")
        .setInitialMax(100)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .hideEta()
        .build();
  }

  void show(Progress progress) {
    if (bar != null) {
      bar.setExtraMessage(" " + words(progress)).stepTo(Math.round(100 * progress.share()));
      return;
    }
    String now = progress.phase() + (int) (progress.share() * QUARTERS);
    if (!now.equals(told)) {
      told = now;
      out.println(words(progress));
      out.flush();
    }
  }

  private static String words(Progress progress) {
    return String.format(
        Locale.ROOT,
        "%-9s published %,d, delivered %,d, kills %d",
        progress.phase(),
        progress.published(),
        progress.delivered(),
        progress.kills());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
