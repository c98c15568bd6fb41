package dev.stashline.providers.chat;

/**
 * Somebody in the chat.
 *
 * @param id as our own tables have it; Stream takes letters, digits, {@code @}, {@code _} and
 *     {@code -}
 * @param name as others see it; may be blank
 */
public record Person(String id, String name) {

  /** Tells the id and keeps the name. */
  @Override
  public String toString() {
    return "Person[" + id + "]";
  }
}
