package dev.stashline.qstash;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The verifier for the keys that are in force now: made anew when they have been rotated, and only
 * then. For any thread.
 */
public final class CurrentVerifier {
  private final Supplier<Optional<SigningKeys>> keys;
  private final InstantSource clock;
  private volatile @Nullable Made made;

  /** The keys that were in force, and the verifier made of them. */
  private record Made(SigningKeys keys, SignatureVerifier verifier) {}

  /**
   * @param keys asked each time, so that keys can be rotated at run time; empty while none are
   *     configured
   */
  public CurrentVerifier(Supplier<Optional<SigningKeys>> keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Empty while no keys are configured. */
  public Optional<SignatureVerifier> get() {
    return keys.get().map(this::of);
  }

  private SignatureVerifier of(SigningKeys current) {
    Made known = made;
    if (known == null || !known.keys().equals(current)) {
      known = new Made(current, new SignatureVerifier(current, clock));
      made = known;
    }
    return known.verifier();
  }
}
