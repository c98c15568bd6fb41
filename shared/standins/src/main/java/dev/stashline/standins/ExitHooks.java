package dev.stashline.standins;

/** Exit hooks of servers that may be closed before the process ends. */
final class ExitHooks {

  private ExitHooks() {}

  /** Takes a hook back; does nothing when the process is already ending. */
  static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the caller may be that very hook.
    }
  }
}
