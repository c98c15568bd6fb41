package dev.stashline.standins;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong at a mail server, switched on by tests and by the curious. Counts run down by
 * themselves; the rest lasts until it is switched off.
 */
public final class InboxFaults {

  private final AtomicInteger temporaryFailures = new AtomicInteger();
  private final AtomicInteger drops = new AtomicInteger();
  private final AtomicInteger hangs = new AtomicInteger();
  private final Set<String> unknownRecipients = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Login> login = new AtomicReference<>();

  private record Login(String user, String password) {}

  /** Answers 451 to the next sends, before taking anything. */
  public void failNext(int sends) {
    temporaryFailures.set(sends);
  }

  /** Takes and keeps the next mails, then drops the connection instead of answering 250. */
  public void dropAfterAccepting(int mails) {
    drops.set(mails);
  }

  /** Falls silent on the next sends, without closing the connection. */
  public void hangNext(int sends) {
    hangs.set(sends);
  }

  /** Answers 550 to this recipient from now on. */
  public void rejectRecipient(String address) {
    unknownRecipients.add(address);
  }

  /** Refuses mail without this login, and any other login, from now on. */
  public void requireLogin(String user, String password) {
    login.set(new Login(user, password));
  }

  /** Switches everything off. */
  public void clear() {
    temporaryFailures.set(0);
    drops.set(0);
    hangs.set(0);
    unknownRecipients.clear();
    login.set(null);
  }

  boolean takeTemporaryFailure() {
    return take(temporaryFailures);
  }

  boolean takeDrop() {
    return take(drops);
  }

  boolean takeHang() {
    return take(hangs);
  }

  boolean isUnknown(String recipient) {
    return unknownRecipients.contains(recipient);
  }

  boolean needsLogin() {
    return login.get() != null;
  }

  boolean admits(String user, String password) {
    Login wanted = login.get();
    return wanted == null || wanted.equals(new Login(user, password));
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }
}
