package dev.stashline.standalone;

import dev.stashline.standins.ReceivedMail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A received mail as a page on disk, for looking at after the mail server has gone. */
final class MailFile {
  private MailFile() {}

  static Path write(Path folder, ReceivedMail mail) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(folder.resolve("plan-ready.html"), mail.html());
  }
}
