package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A server process, known by its pid file.
 *
 * <p>The file outlives its server after a crash, and process numbers are used again (in containers
 * at once), so the number alone proves nothing: whoever looks must say what the process looks like.
 */
record ServerProcess(ProcessHandle handle) {

  /** Finds the living process that a pid file names; empty when it is not what the file meant. */
  static Optional<ServerProcess> running(Path pidFile, Predicate<ProcessHandle.Info> looksRight) {
    return pidIn(pidFile)
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(process -> looksRight.test(process.info()))
        .map(ServerProcess::new);
  }

  /**
   * Removes a pid file whose number now belongs to a process that is certainly another. A process
   * that cannot be inspected leaves the file in place, and the decision with the server.
   *
   * @return true when a file was removed
   */
  static boolean removeStaleFile(Path pidFile, Predicate<ProcessHandle.Info> looksRight) {
    boolean stale =
        pidIn(pidFile)
            .flatMap(ProcessHandle::of)
            .map(ProcessHandle::info)
            .filter(info -> info.arguments().isPresent())
            .filter(looksRight.negate())
            .isPresent();
    if (!stale) {
      return false;
    }
    try {
      return Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends the server: asks first, and kills when it has not ended within the grace.
   *
   * @return true when it ended by itself, false when it had to be killed
   */
  boolean stop(Duration grace) {
    List<ProcessHandle> all = withChildren();
    handle.destroy();
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
      throw new IllegalStateException("Process " + handle.pid() + " survives its kill");
    }
  }

  /** Children too: while one lives, shared memory and ports are in use. */
  private List<ProcessHandle> withChildren() {
    return Stream.concat(Stream.of(handle), handle.descendants()).toList();
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
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Long> pidIn(Path pidFile) {
    try {
      return Files.readAllLines(pidFile).stream()
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
