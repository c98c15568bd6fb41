package dev.stashline.plans.menu;

/**
 * The person's wishes leave no menu; trying again would not help.
 *
 * <p>The message is for the person: it names what stands in the way, which may be a health datum,
 * so it is not to be logged.
 */
public final class MenuImpossible extends RuntimeException {

  MenuImpossible(String message) {
    super(message);
  }
}
