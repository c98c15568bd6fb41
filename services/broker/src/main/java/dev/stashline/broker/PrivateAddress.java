package dev.stashline.broker;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Tells addresses of the open internet from those that only mean something inside a network: IANA's
 * special-purpose registries (RFC 6890), and the IPv6 forms that carry an IPv4 address.
 */
final class PrivateAddress {
  private PrivateAddress() {}

  /** Whether a message may only go there if the settings allow private addresses. */
  static boolean is(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] b = address.getAddress();
    return address instanceof Inet4Address ? isSpecial4(b, 0) : isSpecial6(b);
  }

  private static boolean isSpecial4(byte[] b, int at) {
    int first = b[at] & 0xff;
    int second = b[at + 1] & 0xff;
    int third = b[at + 2] & 0xff;
    return first == 0
        || first == 10
        || first == 127
        || first >= 224
        || (first == 100 && (second & 0xc0) == 64)
        || (first == 169 && second == 254)
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 198 && (second & 0xfe) == 18)
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113);
  }

  private static boolean isSpecial6(byte[] b) {
    boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
    boolean documentation =
        starts(b, 0x20, 0x01, 0x0d, 0xb8) || (starts(b, 0x3f, 0xff) && (b[2] & 0xf0) == 0);
    // Teredo, benchmarking, ORCHID and the rest of IETF's protocol assignments.
    boolean protocols = starts(b, 0x20, 0x01) && (b[2] & 0xfe) == 0;
    boolean discarded = starts(b, 0x01, 0x00, 0, 0, 0, 0, 0, 0);
    boolean localTranslation = starts(b, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01);
    boolean sixToFour = starts(b, 0x20, 0x02) && isSpecial4(b, 2);
    boolean translated = starts(b, 0x00, 0x64, 0xff, 0x9b) && isSpecial4(b, 12);
    boolean compatible = starts(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    boolean mapped = starts(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff) && isSpecial4(b, 12);
    return uniqueLocal
        || documentation
        || protocols
        || discarded
        || localTranslation
        || sixToFour
        || translated
        || compatible
        || mapped;
  }

  private static boolean starts(byte[] b, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((b[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
