package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The deduplication id of a message that has none but asks to be told apart by its content . */
public final class ContentDeduplication {

  private ContentDeduplication() {}

  /**
   * A hash of destination, content type, forwarded headers (in any order, values in theirs) and
   * body. Every part goes in with its length before it, so that moving bytes from one to the next
   * gives another id. The prefix keeps it apart from ids that publishers choose.
   */
  public static String id(
      String destination,
      @Nullable String contentType,
      Map<String, List<String>> headers,
      byte[] body) {
    var hash = Sha256.digest();
    add(hash, destination);
    add(hash, contentType == null ? "" : contentType);
    var sorted = new TreeMap<String, List<String>>();
    headers.forEach((name, values) -> sorted.put(HeaderNames.canonical(name), values));
    add(hash, sorted.size());
    sorted.forEach(
        (name, values) -> {
          add(hash, name);
          add(hash, values.size());
          values.forEach(value -> add(hash, value));
        });
    hash.update(body);
    return "content:" + HexFormat.of().formatHex(hash.digest());
  }

  private static void add(MessageDigest hash, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    add(hash, bytes.length);
    hash.update(bytes);
  }

  private static void add(MessageDigest hash, int number) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).flip());
  }
}
