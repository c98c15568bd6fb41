package dev.stashline.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.qstash.SignatureVerdict;
import dev.stashline.qstash.SignatureVerifier;
import dev.stashline.qstash.SigningKeys;
import dev.stashline.runtime.Json;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users whose tokens and keys are in the database. */
class UserIT {
  private static final byte[] NOTHING = new byte[0];

  private BrokerFixture broker;
  private Users users;

  @BeforeEach
  void startWithoutAnyUser() {
    broker = new BrokerFixture(Map.of("BROKER_DEV_CREDENTIALS", "false"));
    users = Users.in(broker.pool, broker.clock, new SecureRandom());
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private Users.Minted mint(String name) {
    var minted = BrokerFixture.await(users.mint(name, false));
    broker.clock.moveAhead(KnownTokens.LOOK_AGAIN);
    return minted;
  }

  private int status(BrokerFixture on, String token) {
    return on.call(token, "GET", "/v2/keys", NOTHING).status();
  }

  private Receiver.Received delivered(Users.Minted by, String path) {
    var answer =
        broker.call(by.token(), "POST", "/v2/publish/" + broker.receiver.url(path), NOTHING);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return broker.next();
  }

  private boolean isSignedBy(SigningKeys keys, Receiver.Received request) {
    return new SignatureVerifier(keys, broker.clock)
            .verify(
                request.header("Upstash-Signature"),
                broker.receiver.url(request.uri()),
                request.body())
        instanceof SignatureVerdict.Genuine;
  }

  @Test
  void a_token_is_of_the_hosted_form_and_is_good_on_every_node_a_second_later() {
    try (var second = broker.node()) {
      assertThat(status(second, "unknown")).isEqualTo(401);
      var ada = mint("ada");
      var form = Json.tree(new String(Base64.getDecoder().decode(ada.token()), UTF_8));
      assertThat(form.path("UserID").asText()).isEqualTo("ada");
      assertThat(form.path("Password").asText()).hasSizeGreaterThan(40);
      assertThat(status(broker, ada.token())).isEqualTo(200);
      assertThat(status(second, ada.token())).isEqualTo(200);
      assertThat(broker.call("", "GET", "/v2/keys?qstash_token=" + ada.token(), NOTHING).status())
          .isEqualTo(200);
    }
  }

  @Test
  void another_token_of_a_user_has_the_same_keys_and_outlives_the_first() {
    var old = mint("ada");
    var fresh = mint("ada");
    assertThat(fresh.keys()).isEqualTo(old.keys());
    assertThat(List.of(old.first(), fresh.first())).containsExactly(true, false);
    assertThat(status(broker, old.token())).isEqualTo(200);

    assertThat(BrokerFixture.await(users.revoke("ada", old.id()))).isEqualTo(1);
    broker.clock.moveAhead(KnownTokens.FRESH);
    assertThat(status(broker, old.token())).isEqualTo(401);
    assertThat(status(broker, fresh.token())).isEqualTo(200);
    assertThat(BrokerFixture.await(users.revoke("ada", old.id()))).isZero();
  }

  @Test
  void deliveries_are_signed_with_their_users_keys_and_a_rotation_leaves_others_alone() {
    var ada = mint("ada");
    var bob = mint("bob");
    var ofAda = delivered(ada, "/a");
    var ofBob = delivered(bob, "/b");
    assertThat(isSignedBy(ada.keys(), ofAda)).isTrue();
    assertThat(isSignedBy(ada.keys(), ofBob)).isFalse();
    assertThat(isSignedBy(bob.keys(), ofBob)).isTrue();

    var rotated = broker.call(bob.token(), "POST", "/v2/keys/rotate", NOTHING).json();
    assertThat(rotated.path("current").asText()).isEqualTo(bob.keys().next());
    assertThat(broker.call(ada.token(), "GET", "/v2/keys", NOTHING).json().path("current").asText())
        .isEqualTo(ada.keys().current());
    assertThat(isSignedBy(ada.keys(), delivered(ada, "/a"))).isTrue();
    assertThat(isSignedBy(bob.keys(), delivered(bob, "/b"))).as("still, by the next key").isTrue();
    assertThat(mint("bob").keys().current()).isEqualTo(bob.keys().next());
  }

  @Test
  void what_was_published_is_delivered_though_the_token_is_revoked() {
    var ada = mint("ada");
    broker.call(
        ada.token(),
        "POST",
        "/v2/publish/" + broker.receiver.url("/late"),
        NOTHING,
        "Upstash-Delay",
        "1h");
    BrokerFixture.await(users.revoke("ada", null));
    broker.clock.moveAhead(java.time.Duration.ofHours(2));
    assertThat(isSignedBy(ada.keys(), broker.next())).isTrue();
  }

  @Test
  void a_hook_is_open_as_long_as_its_user_has_a_token() {
    mint("ada");
    String hook = "/v2/workflows/hooks/ada/wfr_none/e";
    assertThat(broker.call("", "POST", hook, NOTHING).status()).isEqualTo(404);
    BrokerFixture.await(users.revoke("ada", null));
    broker.clock.moveAhead(KnownTokens.FRESH);
    assertThat(broker.call("", "POST", hook, NOTHING).status()).isEqualTo(401);
  }

  @Test
  void names_that_cannot_be_are_refused_with_the_reason() {
    for (String name : List.of("", ".ada", "a b", "ä", "a/b", "a".repeat(65))) {
      assertThatThrownBy(() -> users.mint(name, false))
          .as(name)
          .hasMessageContaining("1 to 64 letters");
    }
    for (String name : List.of("dev1", "defaultUser", "testUser2", "tok_x")) {
      assertThatThrownBy(() -> users.mint(name, false))
          .as(name)
          .hasMessageContaining("is kept for");
    }
    assertThatThrownBy(() -> BrokerFixture.await(users.revoke("nobody", null)))
        .hasStackTraceContaining("there is no user \"nobody\"");
  }

  @Test
  void neither_a_token_nor_what_lists_it_says_what_it_is() {
    var ada = mint("ada");
    assertThat(ada.toString()).doesNotContain(ada.token()).contains(ada.id());
    assertThat(BrokerFixture.await(users.list()).toString())
        .doesNotContain(ada.token())
        .contains(ada.id());
    var stored =
        BrokerFixture.await(
            broker.pool.query("select row_to_json(t)::text from broker.token t").execute());
    assertThat(stored.iterator().next().getString(0)).doesNotContain(ada.token());
  }
}
