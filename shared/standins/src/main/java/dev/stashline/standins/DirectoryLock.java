package dev.stashline.standins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory held by this process. The operating system lets go when the process dies, however it
 * dies, so a lock that can be had means that the former holder is gone.
 */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "lock";

  /**
   * What this process holds. Asked first, because on POSIX systems closing any other channel on a
   * locked file drops the lock of the whole process.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Takes an existing directory; empty when a living process, this one included, holds it. */
  static Optional<DirectoryLock> tryTake(Path directory) {
    try {
      Path real = directory.toRealPath();
      if (!HELD.add(real)) {
        return Optional.empty();
      }
      FileChannel channel = open(real);
      if (channel.tryLock() == null) {
        channel.close();
        HELD.remove(real);
        return Optional.empty();
      }
      return Optional.of(new DirectoryLock(real, channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process has ever taken the directory. */
  static boolean isPresent(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  private static FileChannel open(Path directory) throws IOException {
    try {
      return FileChannel.open(
          directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      HELD.remove(directory);
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(directory);
    }
  }
}
