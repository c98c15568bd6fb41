package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which parts of a message are shown only as {@code REDACTED:<SHA-256>} (lower-case hex of the
 * original) in messages, logs, the dead-letter queue and schedules. Deliveries and retries use the
 * originals.
 *
 * @param body whether the body is hidden
 * @param allHeaders whether every header's value is hidden
 * @param headers canonical names of the headers hidden one by one
 */
public record Redaction(boolean body, boolean allHeaders, Set<String> headers) {

  /** Hides nothing. */
  public static final Redaction NONE = new Redaction(false, false, Set.of());

  private static final String MARK = "REDACTED:";

  public Redaction {
    headers = Set.copyOf(headers);
  }

  /**
   * Reads a list separated by commas of {@code body}, {@code header} or {@code headers}, and {@code
   * header[Name]} or {@code headers[Name]}, words in any case.
   *
   * @throws InvalidValueException for anything else: a misspelt field must not leave a secret
   *     readable
   */
  public static Redaction parse(String text) {
    boolean body = false;
    boolean all = false;
    var names = new TreeSet<String>();
    for (String part : text.split(",", -1)) {
      String field = part.strip();
      switch (field.toLowerCase(Locale.ROOT)) {
        case "" -> {}
        case "body" -> body = true;
        case "header", "headers" -> all = true;
        default -> names.add(headerName(field));
      }
    }
    return new Redaction(body, all, names);
  }

  private static String headerName(String field) {
    int open = field.indexOf('[');
    if (open > 0 && field.endsWith("]")) {
      String word = field.substring(0, open).toLowerCase(Locale.ROOT);
      String name = field.substring(open + 1, field.length() - 1).strip();
      if ((word.equals("header") || word.equals("headers")) && HeaderNames.isToken(name)) {
        return HeaderNames.canonical(name);
      }
    }
    throw new InvalidValueException("expected body, header or header[Name]");
  }

  /** The list as {@link #parse} reads it; empty when nothing is hidden. */
  public String value() {
    var parts = new ArrayList<String>();
    if (body) {
      parts.add("body");
    }
    if (allHeaders) {
      parts.add("header");
    }
    new TreeSet<>(headers).forEach(name -> parts.add("header[" + name + "]"));
    return String.join(",", parts);
  }

  /** Whether this header's value is hidden; the name may be in any case. */
  public boolean hides(String headerName) {
    return allHeaders || headers.contains(HeaderNames.canonical(headerName));
  }

  /** The headers as they may be shown: hidden values replaced one by one, order kept. */
  public Map<String, List<String>> shown(Map<String, List<String>> original) {
    if (!allHeaders && headers.isEmpty()) {
      return original;
    }
    var shown = new LinkedHashMap<String, List<String>>();
    original.forEach(
        (name, values) ->
            shown.put(
                name,
                hides(name) ? values.stream().map(v -> mark(v.getBytes(UTF_8))).toList() : values));
    return shown;
  }

  /** What stands for a hidden value. */
  public static String mark(byte[] original) {
    return MARK + Sha256.hex(original);
  }
}
