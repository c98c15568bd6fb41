package dev.stashline.providers;

import java.time.Duration;

/**
 * Why a call to an outside service failed, told by what should happen next. Adapters translate at
 * the edge and never retry; whoever runs the job decides with an exhaustive switch.
 *
 * <p>The reason is fit for logs and operators: it holds codes and names of settings, never a
 * secret, an address, a prompt or an answer. For the same reason there is no cause: what libraries
 * put into messages (a mail server's reply quotes the recipient) must not reach a log.
 */
public abstract sealed class ProviderFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String provider;
  private final String reason;

  private ProviderFailure(String provider, String reason) {
    super(provider + ": " + reason);
    this.provider = provider;
    this.reason = reason;
  }

  public String provider() {
    return provider;
  }

  public String reason() {
    return reason;
  }

  /** Worth another attempt after the caller's own back-off. */
  public static final class RetryNow extends ProviderFailure {
    private static final long serialVersionUID = 1;
    private final boolean outcomeUnknown;

    private RetryNow(String provider, String reason, boolean outcomeUnknown) {
      super(provider, reason);
      this.outcomeUnknown = outcomeUnknown;
    }

    /** The service certainly did nothing. */
    public static RetryNow nothingDone(String provider, String reason) {
      return new RetryNow(provider, reason, false);
    }

    /**
     * The service may have done it all (a time-out, a lost connection): repeat with the same key.
     */
    public static RetryNow outcomeUnknown(String provider, String reason) {
      return new RetryNow(provider, reason, true);
    }

    /** Whether the service may have done what it was asked. */
    public boolean outcomeUnknown() {
      return outcomeUnknown;
    }
  }

  /** Worth another attempt, not before {@link #after} has passed: the service said so. */
  public static final class RetryLater extends ProviderFailure {
    private static final long serialVersionUID = 1;
    private final Duration after;

    public RetryLater(String provider, String reason, Duration after) {
      super(provider, reason);
      this.after = after;
    }

    public Duration after() {
      return after;
    }
  }

  /** Will not work until a person mends something: a credential, a budget, a setting. */
  public static final class NeedsPerson extends ProviderFailure {
    private static final long serialVersionUID = 1;

    public NeedsPerson(String provider, String reason) {
      super(provider, reason);
    }
  }

  /** Can never work as asked. */
  public static final class Never extends ProviderFailure {
    private static final long serialVersionUID = 1;

    public Never(String provider, String reason) {
      super(provider, reason);
    }
  }

  /**
   * A model answered in time, but not with an answer that may be used. Asking again may help (see
   * {@link Kind#worthRepeating}), at its price: the caller bounds how often.
   */
  public static final class BadAnswer extends ProviderFailure {
    private static final long serialVersionUID = 1;
    private final Kind kind;

    public BadAnswer(String provider, Kind kind, String detail) {
      super(provider, kind.meaning + (detail.isEmpty() ? "" : " (" + detail + ")"));
      this.kind = kind;
    }

    public Kind kind() {
      return kind;
    }

    /** What is wrong with the answer. */
    public enum Kind {
      REFUSED("the model refused", false),
      FILTERED("a content filter stopped the answer", false),
      CUT("the answer was cut at the token limit", true),
      FENCED("the JSON is wrapped in a code fence", true),
      NOT_JSON("the answer is not JSON", true),
      SCHEMA_VIOLATED("the answer breaks its schema", true),
      UNDOCUMENTED("the reply has not the documented shape", true);

      private final String meaning;
      private final boolean worthRepeating;

      Kind(String meaning, boolean worthRepeating) {
        this.meaning = meaning;
        this.worthRepeating = worthRepeating;
      }

      /** Whether the same question may well be answered properly the next time. */
      public boolean worthRepeating() {
        return worthRepeating;
      }
    }
  }
}
