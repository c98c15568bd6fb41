package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The server process that a data directory's {@code postmaster.pid} names.
 *
 * <p>The file outlives its server after a crash, and process numbers are used again (in containers
 * at once), so the number alone proves nothing: a process counts as the server only when it is a
 * {@code postgres} started with this very data directory.
 */
record Postmaster(ProcessHandle process) {

  private static final String PID_FILE = "postmaster.pid";

  /** Finds the running server of a data directory; empty when none runs. */
  static Optional<Postmaster> runningIn(Path data) {
    return pidIn(data)
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> serves(process, data))
        .map(Postmaster::new);
  }

  /**
   * Removes a pid file whose number now belongs to a process that is certainly not this directory's
   * server. Postgres itself would refuse to start over it. A process that cannot be inspected
   * leaves the file in place, and the decision with Postgres.
   *
   * @return true when a file was removed
   */
  static boolean removeStaleFile(Path data) {
    boolean stale =
        pidIn(data)
            .flatMap(ProcessHandle::of)
            .filter(process -> process.info().arguments().isPresent())
            .filter(process -> !serves(process, data))
            .isPresent();
    if (!stale) {
      return false;
    }
    try {
      return Files.deleteIfExists(data.resolve(PID_FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the server: asks first, and kills when it has not ended within the grace. Both are safe
   * with fsync on; after a kill the next start replays the write-ahead log.
   *
   * @return true when it ended by itself, false when it had to be killed
   */
  boolean stop(Duration grace) {
    List<ProcessHandle> all = withChildren();
    process.destroy();
    if (ended(all, grace)) {
      return true;
    }
    kill();
    return false;
  }

  /** Kills the server and all its children at once, as a power cut would. */
  void kill() {
    List<ProcessHandle> all = withChildren();
    all.forEach(ProcessHandle::destroyForcibly);
    if (!ended(all, Duration.ofSeconds(30))) {
      throw new IllegalStateException("Postgres process " + process.pid() + " survives its kill");
    }
  }

  /**
   * Children too: while one lives, the shared memory is in use and a new server would not start.
   */
  private List<ProcessHandle> withChildren() {
    return Stream.concat(Stream.of(process), process.descendants()).toList();
  }

  private static boolean ended(List<ProcessHandle> all, Duration patience) {
    var exits = all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean serves(ProcessHandle process, Path data) {
    ProcessHandle.Info info = process.info();
    boolean postgres =
        info.command()
            .map(command -> String.valueOf(Path.of(command).getFileName()))
            .filter(name -> name.equals("postgres") || name.equals("postgres.exe"))
            .isPresent();
    return postgres
        && info.arguments().map(Arrays::asList).orElse(List.of()).contains(data.toString());
  }

  private static Optional<Long> pidIn(Path data) {
    try {
      return Files.readAllLines(data.resolve(PID_FILE)).stream()
          .findFirst()
          .map(String::strip)
          .filter(line -> line.matches("\\d{1,18}"))
          .map(Long::valueOf);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
