package dev.stashline.standins;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How to find the Postgres server of a data directory: by {@code postmaster.pid}, and by looks. */
final class Postmaster {

  private static final String PID_FILE = "postmaster.pid";

  private Postmaster() {}

  /** Finds the running server of a data directory; empty when none runs. */
  static Optional<ServerProcess> runningIn(Path data) {
    return ServerProcess.running(data.resolve(PID_FILE), info -> serves(info, data));
  }

  /** Removes a pid file that names another program; Postgres itself would refuse to start. */
  static boolean removeStaleFile(Path data) {
    return ServerProcess.removeStaleFile(data.resolve(PID_FILE), info -> serves(info, data));
  }

  /** Is a {@code postgres} that was started with this very data directory. */
  private static boolean serves(ProcessHandle.Info info, Path data) {
    boolean postgres =
        info.command()
            .map(command -> String.valueOf(Path.of(command).getFileName()))
            .filter(name -> name.equals("postgres") || name.equals("postgres.exe"))
            .isPresent();
    return postgres
        && info.arguments().map(Arrays::asList).orElse(List.of()).contains(data.toString());
  }
}
