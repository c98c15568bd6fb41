package dev.stashline.standalone;

import dev.stashline.runtime.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Two coaches with clients and messages, so that dev has something to show and the examples of the
 * README work as they are. What is there stays as it is.
 */
final class DevSample {
  /** Who acts in dev, where nobody logs in. */
  private static final String LOCAL_COACH = "local";

  /** The coach of the examples, and the ids of two messages in them. */
  private static final String COACH = "your-coach-id";

  private static final Duration SOON = Duration.ofSeconds(10);

  private final HttpClient http;
  private final String url;
  private final Instant now;

  private DevSample(HttpClient http, String url, Instant now) {
    this.http = http;
    this.url = url;
    this.now = now;
  }

  /**
   * @param url of the application
   */
  static void store(String url, InstantSource clock) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var sample = new DevSample(http, url, clock.instant());
      for (String coach : List.of(LOCAL_COACH, COACH)) {
        sample.client(coach, coach + "-anna", "Anna");
        sample.client(coach, coach + "-ben", "Ben");
        sample.client(coach, coach + "-chloe", "Chloe");
      }
      sample.message("test", "daily", "Good morning! How did you sleep?");
      sample.message("test-123", "once", "This is your reminder from the example.");
    }
  }

  private void client(String coach, String id, String name)
      throws IOException, InterruptedException {
    send(
        "PUT",
        "/api/clients/" + id + "?coachId=" + coach,
        Map.of("name", name, "timezone", "Europe/Paris"));
  }

  private void message(String id, String type, String content)
      throws IOException, InterruptedException {
    var tomorrow = now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
    send(
        "POST",
        "/api/messages",
        Map.of(
            "id",
            id,
            "coachId",
            COACH,
            "title",
            "An example",
            "content",
            content,
            "scheduleType",
            type,
            "startDate",
            tomorrow.toString(),
            "timezone",
            "Europe/Paris"));
  }

  private void send(String method, String path, Map<String, String> body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(SOON)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(Json.write(body)))
            .build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    // 409: it is there from an earlier start.
    if (status >= 300 && status != 409) {
      throw new IOException("the sample is not stored: " + path + " answers " + status);
    }
  }
}
