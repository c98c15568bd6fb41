package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashing objects, which are dear to make and serve one thread at a time. */
record SignatureTools(Mac current, Mac next, MessageDigest sha256) {

  static SignatureTools of(SigningKeys keys) {
    return new SignatureTools(mac(keys.current()), mac(keys.next()), Sha256.digest());
  }

  private static Mac mac(String key) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java platform has no HmacSHA256", e);
    }
  }

  /**
   * A few sets, lent out without locks. Not thread-locals: a virtual thread lives for one request
   * and would make its own set each time. Whoever finds its slot empty makes a new set, and of two
   * that come back to one slot the later stays.
   */
  static final class Shelf {

    /** Slots are this far apart so that two cores do not write to one cache line. */
    private static final int STRIDE = 16;

    private final Supplier<SignatureTools> maker;
    private final AtomicReferenceArray<SignatureTools> slots;
    private final int mask;

    Shelf(SigningKeys keys) {
      this.maker = () -> of(keys);
      int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1);
      this.mask = count - 1;
      this.slots = new AtomicReferenceArray<>(count * STRIDE);
    }

    SignatureTools take() {
      var tools = slots.getAndSet(slot(), null);
      return tools == null ? maker.get() : tools;
    }

    /** Only after a complete use: a hash left half-fed would spoil the next one. */
    void giveBack(SignatureTools tools) {
      slots.set(slot(), tools);
    }

    private int slot() {
      return ((int) Thread.currentThread().threadId() & mask) * STRIDE;
    }
  }
}
