package dev.stashline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.contracts.GeneratePlan;
import dev.stashline.runtime.Json;
import java.util.UUID;

/**
 * One person's request for a plan.
 *
 * @param answer what the door answered to it
 */
record Plea(String email, String code, JsonNode answer) {
  UUID request() {
    return UUID.fromString(answer.path("jobId").asText());
  }

  /** What QStash is asked to deliver. */
  String message() {
    return Json.write(new GeneratePlan("default", email, code, TestForm.FULL_NAME, request()));
  }
}
