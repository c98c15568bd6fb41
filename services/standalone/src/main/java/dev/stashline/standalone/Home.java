package dev.stashline.standalone;

import java.nio.file.Path;

/** The project's folder, as the launcher script names it; without the script the current one. */
final class Home {
  private Home() {}

  static Path folder() {
    return Path.of(System.getProperty("stashline.home", "."));
  }

  /** Where embedded parts keep their data. */
  static Path data() {
    return folder().resolve(".stashline");
  }
}
