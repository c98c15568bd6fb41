package dev.stashline.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The one way in which records become JSON and back: times as ISO-8601 text, absent as left out,
 * unknown fields ignored, so that fields can be added.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private Json() {}

  /**
   * Text that is not JSON, or not of the wanted shape. Its message names the place and never quotes
   * the text.
   */
  public static final class BadJson extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private BadJson(String message) {
      super(message);
    }
  }

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot be written as JSON: " + value.getClass().getName(), e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws BadJson if the text is not JSON or does not fit
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw bad(e);
    }
  }

  /**
   * Reads any JSON.
   *
   * @throws BadJson if the text is not JSON
   */
  public static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw bad(e);
    }
  }

  private static BadJson bad(JsonProcessingException e) {
    var at = e.getLocation();
    return new BadJson(
        at == null
            ? "not the expected JSON"
            : "not the expected JSON at line " + at.getLineNr() + ", column " + at.getColumnNr());
  }
}
