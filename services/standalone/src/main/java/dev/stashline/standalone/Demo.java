package dev.stashline.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A client of the API, as a frontend would be one: sends the form, asks for the plan, follows it,
 * reads it.
 */
final class Demo {
  static final String EMAIL = "ada@example.com";

  private static final String FORM =
      """
      {"firstName": "Ada", "lastName": "Sample", "fullName": "Ada Sample", "email": "ada@example.com", "age": 34,
       "gender": "female", "weight": 145, "weightUnit": "lbs", "heightUnit": "ft", "heightFeet": 5, "heightInches": 6,
       "mainPriority": "physical", "drivingGoal": "athletic", "allergies": ["peanuts"], "medicalConditions": ["none"],
       "eatingStyle": "3-meals", "firstMeal": "7-9am", "energyCrash": "caffeine",
       "proteinSources": ["chicken", "fish-seafood", "eggs", "dairy", "plant-based"], "foodDislikes": "mushrooms"}""";

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final PrintWriter out;

  Demo(String base, PrintWriter out) {
    this.base = base;
    this.out = out;
  }

  /** A finished plan, as the API gives it, and the link that opens it. */
  record Made(JsonNode plan, String link) {}

  Made make(Duration longest) throws IOException, InterruptedException {
    var stored = post("/api/sage-onboarding", FORM);
    String code = stored.path("data").path("uniqueCode").asText();
    var queued =
        post(
            "/api/generate-plan-async",
            Json.write(Map.of("email", EMAIL, "uniqueCode", code, "fullName", "Ada Sample")));
    out.println("Queued as job " + queued.path("jobId").asText() + ".");
    out.println();
    follow(code, longest);
    return new Made(get("/api/get-plan?code=" + code), queued.path("planUrl").asText());
  }

  private void follow(String code, Duration longest) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/api/plan-events?code=" + code))
            .timeout(longest)
            .build();
    try (var bars = new ProgressBars(out);
        var lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      var all =
          lines
              .filter(line -> line.startsWith("data:"))
              .map(line -> Json.tree(line.substring(5)))
              .iterator();
      while (all.hasNext()) {
        var progress = all.next();
        bars.show(progress);
        String status = progress.path("status").asText();
        if ("completed".equals(status)) {
          return;
        }
        if ("failed".equals(status) || "partial".equals(status)) {
          throw new IllegalStateException(
              "the plan is " + status + ": " + progress.path("error").asText());
        }
      }
    }
    throw new IllegalStateException("the stream of events ended before the plan was ready");
  }

  /** The plan's main figures, the link, and where the mail lies. */
  void print(Made made, String subject, Path mail) {
    var overview = made.plan().path("plan").path("nutritionOverview");
    out.println();
    out.println(
        "A day of "
            + overview.path("calories").asText()
            + ": protein "
            + overview.path("protein").asText()
            + ", carbohydrate "
            + overview.path("carbs").asText()
            + ", fat "
            + overview.path("fat").asText()
            + ", fibre "
            + overview.path("fibre").asText()
            + ".");
    out.println("Day 1:");
    for (JsonNode meal : made.plan().path("mealPlan").path("day1").path("meals")) {
      out.println(
          "  "
              + meal.path("time").asText()
              + "  "
              + meal.path("name").asText()
              + "  ("
              + meal.path("kcal").asInt()
              + " kcal)");
    }
    out.println(
        "Made by: " + made.plan().path("plan").path("provenance").path("source").asText() + ".");
    out.println();
    out.println("Plan   " + made.link());
    out.println("Mail   \"" + subject + "\" to " + EMAIL + ": " + mail);
    out.println();
    out.println(
        "The demo's servers have stopped. `./stashline dev` keeps them running: open its onboarding page and try your own.");
    out.flush();
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(base + path)).build());
  }

  private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
    var response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(
          request.uri().getPath() + " answered " + response.statusCode() + ": " + response.body());
    }
    return Json.tree(response.body());
  }
}
