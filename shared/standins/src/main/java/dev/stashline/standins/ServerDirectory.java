package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A directory that one local server of this process owns until it is closed.
 *
 * <p>A process that is killed cannot remove its temporary directories, so the next one to make one
 * does it: a directory whose lock is free has no owner any more.
 */
record ServerDirectory(Path path, boolean temporary, DirectoryLock lock) implements AutoCloseable {

  /** Takes a lasting directory, which is made when absent. */
  static ServerDirectory lasting(Path path) {
    try {
      Path real = Files.createDirectories(path).toRealPath();
      DirectoryLock lock =
          DirectoryLock.tryTake(real)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "Another running server uses the directory " + real));
      return new ServerDirectory(real, false, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a temporary directory, and removes the abandoned ones of the same kind.
   *
   * @param kind a word for the directory's name, such as {@code postgres}
   * @param stopLeftBehind ends the server that may still run in an abandoned directory
   */
  static synchronized ServerDirectory temporary(String kind, Consumer<Path> stopLeftBehind) {
    try {
      Path parent =
          Files.createDirectories(
              Path.of(
                  System.getProperty("java.io.tmpdir"),
                  "stashline-" + kind + "-" + System.getProperty("user.name")));
      sweep(parent, stopLeftBehind);
      while (true) {
        Path made = Files.createTempDirectory(parent, "server").toRealPath();
        Optional<DirectoryLock> lock = DirectoryLock.tryTake(made);
        if (lock.isPresent()) {
          return new ServerDirectory(made, true, lock.get());
        }
        // Another process's sweep was quicker and is removing it; the next one has a new name.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the directory go; a temporary one is removed. */
  @Override
  public void close() {
    if (!temporary) {
      lock.close();
      return;
    }
    // Under the lock, so that no other process removes the same files at the same time.
    try {
      delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }

  /** Deletes a directory with all it holds; one that does not exist is no error. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(directory)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static void sweep(Path parent, Consumer<Path> stopLeftBehind) throws IOException {
    List<Path> directories;
    try (Stream<Path> all = Files.list(parent)) {
      // Without a lock file: another process is making it at this moment.
      directories = all.filter(DirectoryLock::isPresent).toList();
    }
    for (Path directory : directories) {
      Optional<DirectoryLock> free = DirectoryLock.tryTake(directory);
      if (free.isEmpty()) {
        continue;
      }
      try (DirectoryLock ignored = free.get()) {
        stopLeftBehind.accept(directory);
        delete(directory);
      }
    }
  }
}
