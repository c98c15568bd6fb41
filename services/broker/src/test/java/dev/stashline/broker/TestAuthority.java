package dev.stashline.broker;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority of its own, and servers' certificates of it; made by the JDK's keytool.
 */
final class TestAuthority {
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final Path pem;

  TestAuthority(Path folder, String name) {
    store = folder.resolve(name + ".p12");
    pem = folder.resolve(name + ".pem");
    keytool(
        "-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30");
    keytool("-exportcert", "-alias", "ca", "-rfc", "-file", pem.toString());
  }

  Path pem() {
    return pem;
  }

  /** A server's certificate for a name, from so many days ago for so many days. */
  PfxOptions server(String host, int daysAgo, int days) {
    String alias = host + daysAgo;
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-dname",
        "CN=server",
        "-signer",
        "ca",
        "-ext",
        "san=dns:" + host,
        "-startdate",
        "-" + daysAgo + "d",
        "-validity",
        Integer.toString(days));
    return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD).setAlias(alias);
  }

  private void keytool(String command, String... arguments) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.add(command);
    if (command.equals("-genkeypair")) {
      line.addAll(List.of("-keyalg", "EC"));
    }
    line.addAll(List.of(arguments));
    line.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    try {
      var output = Files.createTempFile("keytool", ".txt");
      int code =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new AssertionError(line + " ended with " + Files.readString(output));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
