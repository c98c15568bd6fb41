package dev.stashline.qstash;

import java.util.Locale;

/** The method of a delivery; all of them may carry a body. */
public enum DeliveryMethod {
  GET,
  POST,
  PUT,
  PATCH,
  DELETE;

  /**
   * Reads a method in any case.
   *
   * @throws InvalidValueException if it is not one of the five
   */
  public static DeliveryMethod parse(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT);
    for (var method : values()) {
      if (method.name().equals(wanted)) {
        return method;
      }
    }
    throw new InvalidValueException("must be GET, POST, PUT, PATCH or DELETE");
  }
}
