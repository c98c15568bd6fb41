package dev.stashline.providers.ai;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether an answer fits its schema (JSON Schema 2020-12). */
final class SchemaCheck {

  private static final JsonSchemaOptions OPTIONS =
      new JsonSchemaOptions()
          .setDraft(Draft.DRAFT202012)
          .setBaseUri("https://stashline.dev/answer/")
          .setOutputFormat(OutputFormat.Basic);

  private SchemaCheck() {}

  /**
   * The rule that is broken deepest in the schema, such as {@code /properties/days/items/required};
   * empty when the answer fits. The place is named by the schema and not by the answer, whose words
   * stay out of logs.
   */
  static Optional<String> violation(JsonObject schema, JsonObject answer) {
    OutputUnit result = Validator.create(JsonSchema.of(schema.copy()), OPTIONS).validate(answer);
    if (result.getValid()) {
      return Optional.empty();
    }
    List<OutputUnit> errors = result.getErrors() == null ? List.of() : result.getErrors();
    return errors.stream()
        .map(OutputUnit::getKeywordLocation)
        .max(Comparator.comparingLong(where -> where.chars().filter(c -> c == '/').count()))
        .map(where -> where.replaceFirst("^#", ""))
        .or(() -> Optional.of("/"));
  }
}
