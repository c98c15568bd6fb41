package dev.stashline.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stashline.providers.chat.Chat;
import dev.stashline.runtime.Answers;
import dev.stashline.runtime.Caller;
import dev.stashline.runtime.Operation;
import dev.stashline.runtime.Problem;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on a coach's clients, and the token with which a person's own program chats. */
final class ClientOperations {
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final ClientStore store;
  private final @Nullable Chat chat;

  /**
   * @param chat null if none is set up
   */
  ClientOperations(ClientStore store, @Nullable Chat chat) {
    this.store = store;
    this.chat = chat;
  }

  List<Operation> all() {
    return List.of(
        new Operation("listClients", this::list),
        new Operation("assignClient", this::assign),
        new Operation("unassignClient", this::unassign),
        new Operation("streamToken", this::token));
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record View(
      String clientId,
      @Nullable String name,
      String timezone,
      @Nullable String quietFrom,
      @Nullable String quietUntil,
      @Nullable Integer dailyCap,
      @Nullable String channelId) {
    static View of(ClientStore.Listed listed) {
      var client = listed.client();
      var quiet = client.quiet();
      return new View(
          client.id(),
          client.name(),
          client.zone().getId(),
          quiet == null ? null : quiet.from().toString(),
          quiet == null ? null : quiet.until().toString(),
          client.dailyCap(),
          listed.channel());
    }
  }

  private record Done(boolean success) {}

  private record Token(boolean success, String token) {}

  private void list(RoutingContext ctx) {
    int limit = Asked.limit(ctx);
    Answers.json(
        ctx,
        store
            .list(Coach.of(ctx), Asked.query(ctx, "cursor"), limit + 1)
            .map(found -> Asked.page(found, limit, View::of, listed -> listed.client().id())));
  }

  private void assign(RoutingContext ctx) {
    var coach = Coach.of(ctx);
    var body = Asked.body(ctx);
    var client =
        new Client(
            ctx.pathParam("clientId"),
            Asked.text(body, "name"),
            zone(Asked.text(body, "timezone")),
            quiet(Asked.text(body, "quietFrom"), Asked.text(body, "quietUntil")),
            body.path("dailyCap").isInt() ? body.path("dailyCap").intValue() : null);
    boolean admin = Caller.of(ctx).has(Caller.ADMIN);
    Answers.json(
        ctx,
        store
            .assign(coach, client, Asked.text(body, "channelId"), admin)
            .map(
                done -> {
                  if (!done) {
                    throw Problem.conflict("This is another coach's client.").exception();
                  }
                  return new Done(true);
                }));
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return ZoneId.of(name == null ? "UTC" : name);
    } catch (DateTimeException e) {
      throw Problem.invalid("/timezone", "is no IANA time zone such as Europe/Paris").exception();
    }
  }

  private static @Nullable QuietHours quiet(@Nullable String from, @Nullable String until) {
    if (from == null && until == null) {
      return null;
    }
    if (from == null || until == null) {
      throw Problem.invalid(
              from == null ? "/quietFrom" : "/quietUntil", "quiet hours have two ends")
          .exception();
    }
    try {
      var quiet = new QuietHours(LocalTime.parse(from), LocalTime.parse(until));
      if (quiet.from().equals(quiet.until())) {
        throw Problem.invalid("/quietUntil", "must differ from quietFrom").exception();
      }
      return quiet;
    } catch (DateTimeException e) {
      throw Problem.invalid("/quietFrom", "must be a time such as 22:00").exception();
    }
  }

  private void unassign(RoutingContext ctx) {
    Answers.json(
        ctx,
        store
            .unassign(Coach.of(ctx), ctx.pathParam("clientId"))
            .map(
                done -> {
                  if (!done) {
                    throw Problem.notFound("There is no such client.").exception();
                  }
                  return new Done(true);
                }));
  }

  /** Nobody gets a token for somebody else, whatever the request says. */
  private void token(RoutingContext ctx) {
    var caller = Caller.of(ctx);
    var provider = chat;
    if (provider == null) {
      throw Problem.unavailable("No chat is set up: STREAM_API_KEY and STREAM_API_SECRET.")
          .exception();
    }
    String wanted = Asked.text(Asked.body(ctx), "userId");
    if (wanted != null && !wanted.equals(caller.subject()) && !caller.has(Caller.ADMIN)) {
      throw Problem.forbidden("A token is for the person that asks.").exception();
    }
    String user = wanted == null ? caller.subject() : wanted;
    Answers.json(ctx, new Token(true, provider.userToken(user, TOKEN_LIFE)));
  }
}
