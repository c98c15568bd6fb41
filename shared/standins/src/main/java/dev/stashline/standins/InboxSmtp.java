package dev.stashline.standins;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.smtp.SmtpHandler;
import com.icegreen.greenmail.smtp.SmtpManager;
import com.icegreen.greenmail.smtp.SmtpServer;
import com.icegreen.greenmail.smtp.SmtpState;
import com.icegreen.greenmail.smtp.commands.SmtpCommandRegistry;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * GreenMail's SMTP server without its mailboxes: a mail goes straight to the inbox, so no mailbox
 * user is made (whose password GreenMail would log), and every reply can be made to fail.
 */
final class InboxSmtp extends SmtpServer {

  private final InboxFaults faults;
  private final Consumer<MovingMessage> inbox;

  InboxSmtp(int port, InboxFaults faults, Consumer<MovingMessage> inbox) {
    super(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP), new Managers());
    this.faults = faults;
    this.inbox = inbox;
    setDaemon(true); // its connection threads inherit this
  }

  @Override
  protected ProtocolHandler createProtocolHandler(Socket client) {
    return new Conversation(client, new Desk());
  }

  /** One connection. */
  private final class Conversation extends SmtpHandler {

    Conversation(Socket client, Desk desk) {
      super(new SmtpCommandRegistry(), desk, client);
      desk.conversation = this;
    }

    @Override
    protected void handleCommand() throws IOException {
      // The library offers a login but lets anybody send without one.
      currentLine = conn.readLine();
      if (currentLine == null) {
        close();
        return;
      }
      if (!commandLegalSize()) {
        return;
      }
      String name = currentLine.substring(0, 4).toUpperCase(Locale.ROOT);
      if (name.equals("MAIL")) {
        if (faults.takeHang()) {
          awaitHangUp();
          return;
        }
        if (faults.needsLogin() && !conn.isAuthenticated()) {
          conn.send("530 5.7.0 Authentication required");
          return;
        }
      }
      var command = registry.getCommand(name);
      if (command == null) {
        conn.send("500 Command not recognized");
        return;
      }
      command.execute(conn, state, manager, currentLine);
    }

    private void awaitHangUp() throws IOException {
      socket.setSoTimeout(0);
      while (conn.readLine() != null) {
        // Whatever the client still says goes unanswered.
      }
      close();
    }
  }

  /** Where one connection's mails are judged and handed over. */
  private final class Desk extends SmtpManager {

    private @Nullable Conversation conversation;

    @SuppressWarnings("NullAway") // no mailboxes: the parts that would use them are overridden
    Desk() {
      super(
          null,
          new UserManager(null) {
            @Override
            public boolean test(String user, String password) {
              return faults.admits(user, password);
            }
          });
    }

    @Override
    public @Nullable String checkSender(SmtpState state, MailAddress sender) {
      return faults.takeTemporaryFailure() ? "451 4.3.0 Try again later" : null;
    }

    @Override
    public @Nullable String checkRecipient(SmtpState state, MailAddress recipient) {
      return faults.isUnknown(recipient.getEmail()) ? "550 5.1.1 No such mailbox" : null;
    }

    @Override
    public synchronized void send(SmtpState state) {
      inbox.accept(state.getMessage());
      Conversation open = conversation;
      if (open != null && faults.takeDrop()) {
        open.close();
      }
    }
  }
}
