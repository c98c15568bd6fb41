package dev.stashline.providers.chat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The channel of two people, from their ids alone.
 *
 * <p>Two pairs never share a channel in practice: what is hashed is different for different pairs
 * (sorted, each with its length before it, so that no two ids run into each other), and of its
 * SHA-256 192 bits are kept. Among a billion pairs the chance of any collision is below 1e-39; 31
 * bits, of which such ids are often made, have an even chance of one at 55,000 pairs.
 *
 * <p>The ids are lower-case hexadecimal, which every service takes and none can tell apart by case.
 */
public final class ChannelIds {

  private static final String PREFIX = "pair-";
  private static final int BYTES = 24;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9!_-]{1,64}");

  private ChannelIds() {}

  /** The id of the channel between a coach and a client; their order makes no difference. */
  public static String of(String coachId, String clientId) {
    String[] pair = {coachId, clientId};
    Arrays.sort(pair);
    byte[] hash = sha256().digest(written(pair[0], pair[1]));
    return PREFIX + HexFormat.of().formatHex(hash, 0, BYTES);
  }

  /**
   * Ids that were not made here may be used as well, to keep a channel that exists.
   *
   * @throws IllegalArgumentException when Stream would not take it; a colon means that its type is
   *     in it
   */
  static void check(String channelId) {
    if (!ID.matcher(channelId).matches()) {
      throw new IllegalArgumentException("channel id: 1 to 64 letters, digits, !, _ or -");
    }
  }

  /** Each as it is in memory: an encoding would make one of all that it cannot express. */
  private static byte[] written(String first, String second) {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            2 * Integer.BYTES + Character.BYTES * (first.length() + second.length()));
    for (String id : new String[] {first, second}) {
      bytes.putInt(id.length());
      id.chars().forEach(c -> bytes.putChar((char) c));
    }
    return bytes.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }
}
