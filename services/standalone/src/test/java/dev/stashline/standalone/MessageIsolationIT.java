package dev.stashline.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Whose messages, clients and templates are seen and changed by whom. */
class MessageIsolationIT {
  /** Of the operations that want one. */
  private static final Map<String, String> BODIES =
      Map.of(
          "editMessage", "{\"content\":\"x\"}",
          "editTemplate", "{\"content\":\"x\"}",
          "assignClient", "{}");

  /** An operation of the contract that is for coaches. */
  private record CoachOperation(String id, String method, String path) {}

  private static TestSystem system;
  private static Coaching ada;
  private static Coaching ben;
  private static Coaching abroad;

  @BeforeAll
  static void start() {
    system = TestSystem.messages();
    system.settings.put("AUTH_MODE", "jwt");
    system.settings.put("AUTH_HS256_SECRET", "0123456789abcdef0123456789abcdef");
    system.start(Role.INGRESS);
    ada = new Coaching(system, "ada", system.bearer("ada", "here", "coach"));
    ben = new Coaching(system, "ben", system.bearer("ben", "here", "coach"));
    abroad = new Coaching(system, "ada", system.bearer("ada", "abroad", "coach"));
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  private static String far(Coaching coach, String content) {
    return coach.create(coach.once(system.clock.instant().plus(Duration.ofDays(9)), content));
  }

  @Test
  void B12_by_every_path_another_coachs_things_do_not_exist() {
    String id = far(ada, "private");
    TestSystem.require(ada.client("anna", Map.of("name", "Anna")), 200);
    var template = ada.post("/api/message-templates", "{\"title\":\"t\",\"content\":\"mine\"}");
    TestSystem.require(template, 201);
    String templateId = Json.tree(template.body()).path("id").asText();

    var things = Map.of("{messageId}", id, "{clientId}", "anna", "{templateId}", templateId);
    var before = adas(id, templateId);
    for (Coaching stranger : new Coaching[] {ben, abroad}) {
      for (CoachOperation operation : operationsOfCoaches()) {
        String path = operation.path();
        for (var thing : things.entrySet()) {
          path = path.replace(thing.getKey(), thing.getValue());
        }
        if (!path.equals(operation.path())) {
          String body = BODIES.getOrDefault(operation.id(), "");
          var answer = stranger.send(operation.method(), path, body);
          assertThat(answer.statusCode())
              .as("%s by %s", operation.id(), stranger == ben ? "ben" : "abroad")
              .isEqualTo(expected(operation, stranger == ben));
        }
      }
      assertThat(stranger.json("/api/messages").path("items")).isEmpty();
      assertThat(stranger.json("/api/message-templates").path("items")).isEmpty();
      assertThat(
              stranger
                  .post(
                      "/api/qstash-schedule",
                      Json.write(
                          Map.of(
                              "messageId",
                              id,
                              "coachId",
                              stranger.coach,
                              "scheduledTime",
                              "2024-01-01T10:00:00Z")))
                  .statusCode())
          .isEqualTo(404);
    }
    assertThat(ben.json("/api/clients").toString()).doesNotContain("anna");
    assertThat(adas(id, templateId)).isEqualTo(before);
  }

  /** The same client is another person in another tenant, and may be assigned there. */
  private static int expected(CoachOperation operation, boolean sameTenant) {
    return switch (operation.id()) {
      case "assignClient" -> sameTenant ? 409 : 200;
      case "unassignClient" -> sameTenant ? 404 : 200;
      default -> 404;
    };
  }

  private static List<JsonNode> adas(String id, String templateId) {
    return List.of(
        ada.show(id), ada.json("/api/message-templates/" + templateId), ada.json("/api/clients"));
  }

  /** So that no operation is added without a word on whose things it shows or changes. */
  @Test
  void B12_each_operation_for_coaches_names_a_thing_or_is_known_to_be_about_the_own_ones() {
    assertThat(
            operationsOfCoaches().stream()
                .filter(operation -> !operation.path().contains("{"))
                .map(CoachOperation::id))
        .containsExactlyInAnyOrder(
            "scheduleByQStash",
            "previewMessage",
            "createMessage",
            "listMessages",
            "messageStatistics",
            "listClients",
            "listTemplates",
            "createTemplate",
            "draftTemplate");
    assertThat(
            operationsOfCoaches().stream()
                .map(CoachOperation::path)
                .filter(path -> path.contains("{"))
                .map(path -> path.replaceAll(".*\\{(.*)}.*", "$1")))
        .containsOnly("messageId", "clientId", "templateId");
  }

  private static List<CoachOperation> operationsOfCoaches() {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    JsonNode contract =
        Json.mapper().valueToTree(yaml.<Object>load(system.get("/openapi.yaml").body()));
    var found = new ArrayList<CoachOperation>();
    for (var path : contract.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (operation.getValue().path("x-role").asText("").equals("coach")) {
          found.add(
              new CoachOperation(
                  operation.getValue().path("operationId").asText(),
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey()));
        }
      }
    }
    return found;
  }

  @Test
  void B12_a_coach_acts_for_nobody_else_and_who_is_no_coach_for_nobody() {
    var asAda = new Coaching(system, "ada", system.bearer("ben", "here", "coach"));
    assertThat(asAda.get("/api/messages").statusCode()).isEqualTo(403);
    assertThat(
            asAda
                .post(
                    "/api/messages",
                    asAda.once(system.clock.instant().plusSeconds(600), "x").toString())
                .statusCode())
        .isEqualTo(403);
    var client = new Coaching(system, "cleo", system.bearer("cleo", "here"));
    for (String path :
        new String[] {
          "/api/messages", "/api/clients", "/api/message-templates", "/api/messages/statistics"
        }) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(403);
      assertThat(system.get(path).statusCode()).as(path).isEqualTo(401);
    }
    var admin = new Coaching(system, "ada", system.bearer("boss", "here", Caller.ADMIN));
    assertThat(admin.get("/api/messages").statusCode()).isEqualTo(200);
  }

  @Test
  void a_token_for_the_chat_is_for_who_asks() {
    var cleo = system.bearer("cleo", "here");
    var own = system.post("/api/stream-token", "{}", cleo);
    TestSystem.require(own, 200);
    assertThat(system.chat.userOf(Json.tree(own.body()).path("token").asText())).contains("cleo");
    assertThat(system.post("/api/stream-token", "{\"userId\":\"ada\"}", cleo).statusCode())
        .isEqualTo(403);
    assertThat(system.post("/api/stream-token", "{}").statusCode()).isEqualTo(401);
  }
}
