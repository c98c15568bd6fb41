package dev.stashline.runtime;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.MimeMapping;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The scripts and styles of pages, under a path that holds a hash of them all. Browsers may keep
 * them for good: after an upgrade the page names another path, and since modules import each other
 * by relative addresses, what they import comes from there too.
 */
public final class Assets {
  private static final int HASH_BYTES = 8;

  private final String path;
  private final SortedMap<String, Buffer> files;

  private Assets(String path, SortedMap<String, Buffer> files) {
    this.path = path;
    this.files = files;
  }

  /**
   * Reads the files, and blocks meanwhile.
   *
   * @param base the path before the hash, such as {@code /coach/assets}
   * @param folder on the class path or on disk; no folder lies in it
   */
  public static Assets read(Vertx vertx, String base, String folder) {
    var files = new TreeMap<String, Buffer>();
    for (String file : vertx.fileSystem().readDirBlocking(folder)) {
      files.put(Path.of(file).getFileName().toString(), vertx.fileSystem().readFileBlocking(file));
    }
    return new Assets(base + "/" + hash(files), files);
  }

  /** Where pages find the files, such as {@code /coach/assets/0123456789abcdef}. */
  public String path() {
    return path;
  }

  /** Adds the route; under any other hash there is nothing. */
  public void serve(Router router) {
    router.get(path + "/:file").handler(this::answer);
  }

  private void answer(RoutingContext ctx) {
    String name = ctx.pathParam("file");
    var content = files.get(name);
    if (content == null) {
      ctx.next();
      return;
    }
    ctx.response()
        .putHeader("Content-Type", MimeMapping.mimeTypeForFilename(name) + "; charset=utf-8")
        .putHeader("Cache-Control", "public, max-age=31536000, immutable")
        .end(content);
  }

  private static String hash(SortedMap<String, Buffer> files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update(
                "%s %d\n".formatted(name, content.length()).getBytes(StandardCharsets.UTF_8));
            digest.update(content.getBytes());
          });
      return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
