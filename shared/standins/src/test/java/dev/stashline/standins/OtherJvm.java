package dev.stashline.standins;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second JVM that starts a server, prints its URL and waits to be killed. */
final class OtherJvm {

  private OtherJvm() {}

  static Process start(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** Waits for the URL; fails when the process ends without one. */
  static String awaitLine(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("The other JVM ended without a URL");
      }
      if (line.matches("(postgres|redis)://.*")) {
        return line;
      }
    }
  }

  public static void main(String[] args) throws InterruptedException {
    String url =
        switch (args[0]) {
          case "in" -> LocalPostgres.in(Path.of(args[1])).start().url();
          case "redis" -> LocalRedis.in(Path.of(args[1])).start().url();
          default -> LocalPostgres.temporary().start().url();
        };
    System.out.println(url);
    Thread.currentThread().join();
  }
}
