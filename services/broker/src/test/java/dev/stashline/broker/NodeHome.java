package dev.stashline.broker;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A folder of {@code src/test/node/} with what its {@code package.json} asks for, installed outside
 * of {@code target/} so that a clean build need not fetch it again.
 */
final class NodeHome {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final Path HOMES = Path.of("../../.stashline/node").toAbsolutePath().normalize();
  private static final String MANIFEST = "package.json";

  private NodeHome() {}

  /**
   * The folder's copy, with today's programs in it. Without Node.js the test is skipped, loudly; in
   * continuous integration, where nobody would hear it, it fails.
   */
  static Path of(String folder) {
    require(folder, runs("node", "--version"), System.getenv("CI"));
    try {
      return prepare(SOURCES.resolve(folder), HOMES.resolve(folder), NodeHome::install);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Lets the test go on if there is Node.js.
   *
   * @param ci the environment variable CI
   */
  static void require(String folder, boolean hasNode, @Nullable String ci) {
    if (hasNode) {
      return;
    }
    String message = "the tests of src/test/node/" + folder + " need Node.js and npm";
    if ("true".equals(ci)) {
      throw new AssertionError(message + "; with CI=true they are not skipped");
    }
    System.err.println("\n!!! SKIPPED: " + message + "\n");
    Assumptions.abort("SKIPPED: " + message);
  }

  /** Installs packages into a folder that has a manifest. */
  @FunctionalInterface
  interface Installer {
    boolean install(Path folder);
  }

  /**
   * Installs beside the old copy and then takes its place: an installation that failed or was
   * interrupted leaves nothing that could be taken for a whole one.
   */
  static Path prepare(Path source, Path home, Installer installer) throws IOException {
    Path installed = home.resolve(MANIFEST);
    if (!Files.exists(installed) || Files.mismatch(installed, source.resolve(MANIFEST)) >= 0) {
      Path fresh = home.resolveSibling(home.getFileName() + ".installing");
      delete(fresh);
      Files.createDirectories(fresh);
      Files.copy(source.resolve(MANIFEST), fresh.resolve(MANIFEST));
      if (!installer.install(fresh)) {
        throw new AssertionError("npm install of " + source + " failed");
      }
      delete(home);
      Files.move(fresh, home);
    }
    try (var files = Files.list(source)) {
      for (Path file : files.toList()) {
        if (!file.endsWith(MANIFEST)) {
          Files.copy(file, home.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    return home;
  }

  private static boolean install(Path folder) {
    return runs(
        "npm",
        "install",
        "--prefix",
        folder.toString(),
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--legacy-peer-deps",
        "--silent");
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path empty, @Nullable IOException trouble)
              throws IOException {
            Files.delete(empty);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean runs(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (process.waitFor(120, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
