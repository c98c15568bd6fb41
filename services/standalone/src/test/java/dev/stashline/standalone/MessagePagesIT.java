package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Json;
import dev.stashline.standins.StreamEndpoint;
import dev.stashline.standins.StreamFault;
import dev.stashline.standins.StreamFaults;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two coaches with 300 of everything, page by page. */
class MessagePagesIT {
  private static final int MANY = 300;
  private static TestSystem system;
  private static Shelf ada;
  private static Shelf ben;

  @BeforeAll
  static void fill() {
    system = TestSystem.messages();
    system.settings.put("AUTH_MODE", "jwt");
    system.settings.put("AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef");
    system.start(Role.INGRESS, Role.MESSAGES);
    ada = Shelf.filled("ada");
    ben = Shelf.filled("ben");
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  /**
   * What a coach has stored, each by its id.
   *
   * @param sent the message whose deliveries these are
   */
  private record Shelf(
      Coaching coach,
      List<String> messages,
      List<String> clients,
      List<String> templates,
      String sent) {

    /** Of each message that is sent the first client's copy is refused. */
    static Shelf filled(String name) {
      var coach = new Coaching(system, name, system.bearer(name, "here", "coach"));
      var clients = coach.clients(name, MANY);
      var messages = new ArrayList<String>();
      var templates = new ArrayList<String>();
      var far = system.clock.instant().plus(Duration.ofDays(9));
      for (int n = 0; n < MANY - 1; n++) {
        messages.add(coach.create(coach.once(far, name + " " + n)));
      }
      for (int n = 0; n < MANY; n++) {
        var made = coach.post("/api/message-templates", Json.write(template(name, n)));
        TestSystem.require(made, 201);
        templates.add(Json.tree(made.body()).path("id").asText());
      }
      refuse(clients.getFirst());
      String sent = coach.create(coach.once(far, name + " now"));
      coach.act(sent, "send-now");
      coach.await(sent, "partial");
      messages.add(sent);
      return new Shelf(coach, messages, clients, templates, sent);
    }

    private static Map<String, String> template(String name, int n) {
      return Map.of("title", "t", "content", name + " " + n);
    }

    /** The lists, and by what field their rows are known here. */
    List<Listing> lists() {
      return List.of(
          new Listing("/api/messages", "id", messages),
          new Listing("/api/clients", "clientId", clients),
          new Listing("/api/message-templates", "id", templates),
          new Listing("/api/messages/" + sent + "/deliveries", "userId", clients));
    }
  }

  private record Listing(String path, String key, List<String> rows) {}

  private static void refuse(String client) {
    system
        .chat
        .faults()
        .next(
            StreamFaults.ALWAYS,
            StreamEndpoint.SEND_MESSAGE,
            client,
            new StreamFault.Refuse(400, 20));
  }

  /** A list's pages from one on; {@code cursors} gets where they ended. */
  private static List<String> walk(
      Coaching coach, Listing list, int limit, String from, List<String> cursors) {
    var seen = new ArrayList<String>();
    String cursor = from;
    do {
      var page = page(coach, list.path(), limit, cursor);
      seen.addAll(keys(page, list.key()));
      cursor = page.path("next").asText("");
      if (!cursor.isEmpty()) {
        assertThat(page.path("items")).hasSize(limit);
        cursors.add(cursor);
      }
    } while (!cursor.isEmpty());
    return seen;
  }

  private static JsonNode page(Coaching coach, String path, int limit, String cursor) {
    return coach.json(path + "?limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
  }

  private static List<String> keys(JsonNode page, String key) {
    return page.path("items").valueStream().map(row -> row.path(key).asText()).toList();
  }

  @Test
  void B12_each_coach_pages_through_all_of_the_own_and_sees_no_other() {
    for (Shelf shelf : List.of(ada, ben)) {
      for (Listing list : shelf.lists()) {
        assertThat(walk(shelf.coach(), list, 70, "", new ArrayList<>()))
            .as(list.path())
            .doesNotHaveDuplicates()
            .containsExactlyInAnyOrderElementsOf(list.rows());
      }
    }
  }

  @Test
  void B12_where_another_coachs_page_ended_only_the_own_go_on() {
    goesOnWithTheOwn(ada, ben);
    goesOnWithTheOwn(ben, ada);
  }

  private static void goesOnWithTheOwn(Shelf own, Shelf other) {
    for (int n = 0; n < own.lists().size(); n++) {
      Listing mine = own.lists().get(n);
      Listing foreign = other.lists().get(n);
      var cursors = new ArrayList<String>();
      walk(other.coach(), foreign, 70, "", cursors);
      assertThat(cursors).as(foreign.path()).hasSize(4);
      for (String cursor : cursors) {
        assertThat(walk(own.coach(), mine, 70, cursor, new ArrayList<>()))
            .as(mine.path())
            .isSubsetOf(mine.rows());
      }
    }
  }

  @Test
  void B12_filters_narrow_the_own_and_open_no_other() {
    assertThat(ada.coach().json("/api/messages?status=paused").path("items")).isEmpty();
    assertThat(keys(ada.coach().json("/api/messages?status=partial"), "id"))
        .containsExactly(ada.sent());
    assertThat(
            keys(
                ada.coach().json("/api/messages/" + ada.sent() + "/deliveries?status=failed"),
                "userId"))
        .containsExactly(ada.clients().getFirst());
    assertThat(ada.coach().json("/api/messages?scheduleType=once&limit=1").path("items"))
        .hasSize(1);
  }

  @Test
  void B17_statistics_count_the_own_and_no_other() {
    for (Shelf shelf : List.of(ada, ben)) {
      var told = shelf.coach().json("/api/messages/statistics");
      assertThat(told.path("totalSchedules").asInt()).isEqualTo(MANY);
      assertThat(told.path("activeSchedules").asInt()).isEqualTo(MANY - 1);
      assertThat(told.path("activeTemplates").asInt()).isEqualTo(MANY);
      assertThat(told.path("totalDeliveries").asInt()).isEqualTo(MANY);
      assertThat(told.path("successfulDeliveries").asInt()).isEqualTo(MANY - 1);
      assertThat(told.path("failedDeliveries").asInt()).isEqualTo(1);
    }
  }

  @Test
  void B12_nothing_is_lost_or_doubled_while_deliveries_are_added() {
    var coach = new Coaching(system, "cleo", system.bearer("cleo", "here", "coach"));
    var clients = coach.clients("of-cleo", 90);
    var today = system.clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    var message =
        coach
            .message("every five minutes")
            .put("scheduleType", "cron")
            .put("startDate", today.toString())
            .put("startTime", "00:00");
    message.putObject("frequencyConfig").put("cron", "*/5 * * * *");
    String id = coach.create(message);
    var list = new Listing("/api/messages/" + id + "/deliveries", "userId", clients);
    fire(coach, id, 1);

    var first = page(coach, list.path(), 50, "");
    fire(coach, id, 2);
    var seen = new ArrayList<>(keys(first, "userId"));
    seen.addAll(walk(coach, list, 50, first.path("next").asText(), new ArrayList<>()));

    assertThat(seen).containsExactlyInAnyOrderElementsOf(clients);
    assertThat(walk(coach, new Listing(list.path(), "id", List.of()), 50, "", new ArrayList<>()))
        .doesNotHaveDuplicates()
        .hasSize(180);
    assertThat(walk(coach, list, 50, "", new ArrayList<>()).subList(0, 90))
        .containsExactlyInAnyOrderElementsOf(clients);
  }

  private static void fire(Coaching coach, String id, int occurrences) {
    coach.pass(Instant.parse(coach.show(id).path("nextSendAt").asText()));
    coach.await(
        id,
        occurrences + " are sent",
        m ->
            coach.occurrences(id).size() == occurrences
                && coach.occurrences(id).get(0).path("status").asText().equals("completed"));
  }
}
