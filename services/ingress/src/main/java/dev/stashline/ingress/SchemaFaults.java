package dev.stashline.ingress;

import dev.stashline.runtime.Problem.FieldError;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a schema validator found, told to the one who sent it: the deepest faults alone. The
 * validator also reports every level above them ("property x does not match schema"), which helps
 * nobody.
 */
final class SchemaFaults {
  /** Keywords that only say that something below them is wrong. */
  private static final Set<String> LEVELS =
      Set.of(
          "$ref",
          "$dynamicRef",
          "$recursiveRef",
          "properties",
          "patternProperties",
          "additionalProperties",
          "unevaluatedProperties",
          "propertyNames",
          "items",
          "prefixItems",
          "additionalItems",
          "unevaluatedItems",
          "allOf",
          "anyOf",
          "oneOf",
          "if",
          "else",
          "dependentSchemas");

  private static final Pattern QUOTED = Pattern.compile("\"(.*)\"");

  private SchemaFaults() {}

  /**
   * @param name the parameter's name; empty for a body, whose fields are named by JSON pointers
   */
  static List<FieldError> of(String name, OutputUnit found) {
    var all = found.getErrors() == null ? List.<OutputUnit>of() : found.getErrors();
    var deepest = all.stream().filter(unit -> !LEVELS.contains(keyword(unit))).toList();
    var faults = new LinkedHashSet<FieldError>();
    for (OutputUnit unit : deepest.isEmpty() ? all : deepest) {
      faults.add(fault(name, unit));
    }
    return faults.isEmpty()
        ? List.of(new FieldError(name, "does not fit"))
        : new ArrayList<>(faults);
  }

  private static FieldError fault(String name, OutputUnit unit) {
    String field = name.isEmpty() ? unit.getInstanceLocation().replaceFirst("^#", "") : name;
    String said = unit.getError();
    return switch (keyword(unit)) {
      case "required" -> new FieldError(field + "/" + quoted(said), "is required");
      case "type" ->
          new FieldError(field, "must be of type " + said.replaceFirst(".*Expected ", ""));
      case "format" -> new FieldError(field, "must have the format " + quoted(said));
      case "enum" ->
          new FieldError(
              field, said.replaceFirst("Instance does not match any of", "must be one of"));
      case "const" ->
          new FieldError(field, said.replaceFirst("Instance does not match", "must be"));
      case "pattern" -> new FieldError(field, "does not have the right form");
      default -> new FieldError(field, said);
    };
  }

  private static String keyword(OutputUnit unit) {
    String location = unit.getKeywordLocation();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static String quoted(String text) {
    var matcher = QUOTED.matcher(text);
    return matcher.find() ? matcher.group(1) : text;
  }
}
