package dev.stashline.standalone;

import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A failure of a command in one line for the terminal: the cause, not the stack. */
final class Failed {
  private Failed() {}

  static String words(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof BindException) {
      return "a port is taken already (" + cause.getMessage() + "). Is another Stashline running?";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.toString()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
