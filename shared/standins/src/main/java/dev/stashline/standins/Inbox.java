package dev.stashline.standins;

import ch.qos.logback.classic.Level;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A mail server that delivers nowhere: it takes every mail by SMTP, keeps it while the process
 * lives, and shows it on a web page and as JSON. Both doors listen on loopback only.
 *
 * <pre>
 *   smtp://127.0.0.1:smtpPort            plain SMTP; any login is welcome unless one is required
 *   http://127.0.0.1:httpPort/           the mails, newest first
 *   http://127.0.0.1:httpPort/api/mails  the same as JSON
 * </pre>
 *
 * Calls block; not for event-loop threads.
 */
public final class Inbox implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final InboxFaults faults = new InboxFaults();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final List<ReceivedMail> mails = new ArrayList<>();
  private final HttpServer pages;
  private int smtpPort;
  private @Nullable InboxSmtp smtp;

  private Inbox(Vertx vertx, InstantSource clock, int smtpPort, int httpPort) {
    this.clock = clock;
    this.smtpPort = smtpPort;
    acceptConnections();
    try {
      this.pages =
          vertx
              .createHttpServer()
              .requestHandler(new InboxPages(this).router(vertx))
              .listen(httpPort, "127.0.0.1")
              .await();
    } catch (RuntimeException e) {
      refuseConnections();
      throw e;
    }
  }

  /**
   * Opens both doors; port 0 takes a free one.
   *
   * @throws IllegalStateException when a port is taken
   */
  public static Inbox start(Vertx vertx, InstantSource clock, int smtpPort, int httpPort) {
    // At debug level the library logs conversations with their passwords.
    if (LoggerFactory.getLogger("com.icegreen.greenmail")
        instanceof ch.qos.logback.classic.Logger logger) {
      logger.setLevel(Level.WARN);
    }
    return new Inbox(vertx, clock, smtpPort, httpPort);
  }

  public int smtpPort() {
    return smtpPort;
  }

  /** The web page's address, ending in a slash. */
  public String url() {
    return "http://127.0.0.1:" + pages.actualPort() + "/";
  }

  /** The address of the page that shows one mail. */
  public String url(ReceivedMail mail) {
    return url() + "mails/" + mail.number();
  }

  /** What goes wrong here; nothing at first. */
  public InboxFaults faults() {
    return faults;
  }

  /** All mails, oldest first. */
  public List<ReceivedMail> mails() {
    lock.lock();
    try {
      return List.copyOf(mails);
    } finally {
      lock.unlock();
    }
  }

  /** The mails whose envelope names this recipient, oldest first. */
  public List<ReceivedMail> mailsTo(String recipient) {
    return mails().stream().filter(mail -> mail.recipients().contains(recipient)).toList();
  }

  /** How many different mails came; a repeated Message-ID counts once. */
  public long distinctMails() {
    return mails().stream().filter(mail -> !mail.repeat()).count();
  }

  /**
   * Waits until a mail for this recipient is here, and returns the newest one.
   *
   * @throws TimeoutException when none has come in time
   */
  public ReceivedMail awaitMail(String recipient, Duration timeout)
      throws InterruptedException, TimeoutException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<ReceivedMail> newest = mailsTo(recipient).stream().reduce((a, b) -> b);
        if (newest.isPresent()) {
          return newest.get();
        }
        if (left <= 0) {
          throw new TimeoutException("No mail for this recipient within " + timeout);
        }
        left = arrived.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all mails; the next one is number 1 again. */
  public void clear() {
    lock.lock();
    try {
      mails.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the SMTP port and its connections; connecting is refused until it is opened again. */
  public synchronized void refuseConnections() {
    InboxSmtp open = smtp;
    if (open != null) {
      smtp = null;
      open.stopService();
    }
  }

  /** Opens the SMTP port again, on the same number. */
  public synchronized void acceptConnections() {
    if (smtp != null) {
      return;
    }
    InboxSmtp opening = new InboxSmtp(smtpPort, faults, this::take);
    opening.startService();
    try {
      if (!opening.waitTillRunning(STARTUP.toMillis())) {
        throw new IllegalStateException("The mail server cannot listen on port " + smtpPort);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    smtpPort = opening.getPort();
    smtp = opening;
  }

  @Override
  public void close() {
    refuseConnections();
    try {
      pages.close().await(STARTUP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The inbox pages do not close", e);
    }
  }

  private void take(MovingMessage message) {
    lock.lock();
    try {
      MailAddress sender = message.getReturnPath();
      ReceivedMail mail =
          ReceivedMail.read(
              mails.size() + 1,
              clock.instant(),
              sender == null ? "" : sender.getEmail(),
              message.getToAddresses().stream().map(MailAddress::getEmail).toList(),
              message.getMessage());
      boolean repeat =
          !mail.messageId().isEmpty()
              && mails.stream().anyMatch(known -> known.messageId().equals(mail.messageId()));
      mails.add(repeat ? mail.markedAsRepeat() : mail);
      arrived.signalAll();
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("The mail cannot be read", e);
    } finally {
      lock.unlock();
    }
  }
}
