package dev.stashline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticationIT {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final String ISSUER = "https://issuer.example";
  private static final String SECRET = "a-secret-of-the-tests-32-bytes-long!";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Caller COACH = new Caller("user-7", Set.of("coach"), "acme");

  private static KeyPair rsa;
  private static KeyPair ec;

  private final MovableClock clock = new MovableClock(InstantSource.fixed(START));
  private final AtomicReference<JsonArray> keys = new AtomicReference<>(new JsonArray());
  private final AtomicInteger keyStatus = new AtomicInteger(200);
  private final AtomicInteger fetches = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private HttpServer issuer;
  private AuthConfig config;
  private HttpServer server;

  @BeforeAll
  static void makeKeys() throws Exception {
    var rsaKeys = KeyPairGenerator.getInstance("RSA");
    rsaKeys.initialize(2048);
    rsa = rsaKeys.generateKeyPair();
    var ecKeys = KeyPairGenerator.getInstance("EC");
    ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
    ec = ecKeys.generateKeyPair();
  }

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    issuer =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  fetches.incrementAndGet();
                  request
                      .response()
                      .setStatusCode(keyStatus.get())
                      .end(new JsonObject().put("keys", keys.get()).encode());
                })
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    config =
        config(
            Optional.of(URI.create("http://127.0.0.1:" + issuer.actualPort() + "/keys")),
            Optional.of(new Secret(SECRET)),
            AuthConfig.Mode.JWT);
    server = serve(config);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void a_minted_token_gives_the_same_caller_back() throws Exception {
    var token = Tokens.mint(config, COACH, HOUR, clock);
    assertThat(get("/who", token).body()).isEqualTo("user-7 [coach] acme");
  }

  @Test
  void a_body_is_still_there_after_the_keys_were_fetched() throws Exception {
    keys.set(new JsonArray().add(rsaJwk("r1")));
    var body = "x".repeat(100_000);
    var request =
        request("/length")
            .header("Authorization", "Bearer " + rs256("r1", claims()))
            .POST(BodyPublishers.ofString(body));
    assertThat(client.send(request.build(), BodyHandlers.ofString()).body()).isEqualTo("100000");
  }

  @Test
  void tokens_of_the_published_keys_are_accepted() throws Exception {
    keys.set(new JsonArray().add(rsaJwk("r1")).add(ecJwk("e1")));
    assertThat(get("/who", rs256("r1", claims())).statusCode()).isEqualTo(200);
    assertThat(get("/who", es256("e1", claims())).statusCode()).isEqualTo(200);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void a_new_key_is_fetched_and_made_up_key_ids_are_not_each_asked_for() throws Exception {
    keys.set(new JsonArray().add(rsaJwk("r1")));
    assertThat(get("/who", rs256("r1", claims())).statusCode()).isEqualTo(200);
    for (int i = 0; i < 20; i++) {
      refused(rs256("made-up-" + i, claims()));
    }
    assertThat(fetches).hasValue(1);

    keys.set(new JsonArray().add(rsaJwk("r2")));
    clock.moveAhead(PublicKeys.BETWEEN_FETCHES);
    assertThat(get("/who", rs256("r2", claims())).statusCode()).isEqualTo(200);
    assertThat(fetches).hasValue(2);
    refused(rs256("r1", claims()));
  }

  @Test
  void a_key_that_was_taken_back_is_forgotten() throws Exception {
    keys.set(new JsonArray().add(rsaJwk("r1")));
    assertThat(get("/who", rs256("r1", claims())).statusCode()).isEqualTo(200);
    keys.set(new JsonArray());
    clock.moveAhead(PublicKeys.OLD);
    refused(rs256("r1", claims()));
  }

  @Test
  void an_issuer_out_of_reach_is_not_the_callers_fault() throws Exception {
    keyStatus.set(500);
    var answer = get("/who", rs256("r1", claims()));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("10");
    keyStatus.set(200);
    keys.set(new JsonArray().add(rsaJwk("r1")));
    clock.moveAhead(PublicKeys.BETWEEN_FETCHES);
    assertThat(get("/who", rs256("r1", claims())).statusCode()).isEqualTo(200);
  }

  @Test
  void X11_a_symmetric_key_in_the_public_document_is_not_believed() throws Exception {
    var shared = "published-by-mistake-and-32-bytes-long";
    keys.set(
        new JsonArray()
            .add(
                new JsonObject()
                    .put("kty", "oct")
                    .put("kid", "o1")
                    .put("alg", "HS256")
                    .put("k", base64(shared.getBytes(StandardCharsets.UTF_8)))));
    refused(hs256(shared, claims()));
  }

  @Test
  void X11_a_public_key_used_as_a_shared_secret_is_refused() throws Exception {
    keys.set(new JsonArray().add(rsaJwk("r1")));
    refused(hs256(new String(rsa.getPublic().getEncoded(), StandardCharsets.ISO_8859_1), claims()));
  }

  @Test
  void X11_expired_and_not_yet_valid_tokens_are_refused() throws Exception {
    var token = Tokens.mint(config, COACH, HOUR, clock);
    clock.moveAhead(HOUR.plusSeconds(29));
    assertThat(get("/who", token).statusCode()).as("within the leeway").isEqualTo(200);
    clock.moveAhead(Duration.ofSeconds(2));
    refused(token);
    long now = clock.instant().getEpochSecond();
    refused(hs256(SECRET, claims().put("exp", now + 600).put("nbf", now + 60)));
  }

  @Test
  void X11_a_token_that_never_ends_or_names_nobody_is_refused() throws Exception {
    refused(hs256(SECRET, without("exp")));
    refused(hs256(SECRET, without("sub")));
    refused(hs256(SECRET, claims().put("exp", "never")));
    refused(hs256(SECRET, claims().put("sub", " ")));
  }

  @Test
  void X11_wrong_issuer_and_wrong_audience_are_refused() throws Exception {
    refused(hs256(SECRET, claims().put("iss", "https://evil.example")));
    refused(hs256(SECRET, without("iss")));
    refused(hs256(SECRET, claims().put("aud", "other")));
    refused(hs256(SECRET, without("aud")));
    var several = claims().put("aud", new JsonArray().add("other").add("stashline"));
    assertThat(get("/who", hs256(SECRET, several)).statusCode()).isEqualTo(200);
  }

  @Test
  void X11_tokens_without_signature_are_refused() throws Exception {
    for (var algorithm : List.of("none", "None", "NONE", "")) {
      var head = base64(new JsonObject().put("alg", algorithm).encode());
      refused(head + "." + base64(claims().encode()) + ".");
      refused(head + "." + base64(claims().encode()));
    }
    var stripped = Tokens.mint(config, COACH, HOUR, clock);
    refused(stripped.substring(0, stripped.lastIndexOf('.') + 1));
  }

  @Test
  void X11_a_token_of_another_key_is_refused() throws Exception {
    refused(hs256("another-secret-that-has-32-bytes-too", claims()));
    keys.set(new JsonArray().add(rsaJwk("r1")));
    var other = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    refused(signed("RS256", "r1", claims(), "SHA256withRSA", other));
  }

  @Test
  void X11_a_changed_token_is_refused() throws Exception {
    var parts = Tokens.mint(config, COACH, HOUR, clock).split("\\.");
    var raised = claims().put("app_metadata", new JsonObject().put("roles", "admin"));
    refused(parts[0] + "." + base64(raised.encode()) + "." + parts[2]);
  }

  @Test
  void X11_what_is_not_a_token_is_refused() throws Exception {
    for (var text : List.of("x", ".", "..", "...", "a.b.c", base64("[]") + "..", base64("{}"))) {
      refused(text);
    }
    var numbered = new JsonObject().put("alg", "HS256").put("kid", 7);
    refused(base64(numbered.encode()) + "." + base64("{}") + ".AAAA");
    var critical = new JsonObject().put("alg", "HS256").put("crit", new JsonArray().add("b64"));
    refused(base64(critical.encode()) + "." + base64(claims().encode()) + ".AAAA");
  }

  @Test
  void X11_no_header_address_or_user_agent_stands_in_for_a_token() throws Exception {
    var disguises =
        List.of(
            Map.of("X-Dev-Mode", "true"),
            Map.of("X-Dev-Mode", "1", "X-User-Id", "admin", "X-Roles", "admin"),
            Map.of("User-Agent", "Upstash-QStash"),
            Map.of("User-Agent", "vercel-cron/1.0"),
            Map.of("X-Forwarded-For", "127.0.0.1", "X-Real-IP", "127.0.0.1"),
            Map.of("Upstash-Message-Id", "msg_1"),
            Map.of("Cookie", "token=" + Tokens.mint(config, COACH, HOUR, clock)),
            Map.of("Authorization", "Basic YWRtaW46YWRtaW4="),
            Map.of("Authorization", "Bearer"),
            Map.of("Authorization", "Bearer "));
    for (var disguise : disguises) {
      var request = request("/who");
      disguise.forEach(request::header);
      var answer = client.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(disguise.keySet().toString()).isEqualTo(401);
    }
    var token = Tokens.mint(config, COACH, HOUR, clock);
    assertThat(get("/who?access_token=" + token, null).statusCode()).isEqualTo(401);
    var twice = request("/who").header("Authorization", "Bearer " + token);
    twice.header("Authorization", "Bearer " + token);
    assertThat(client.send(twice.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void X11_without_keys_nothing_is_accepted() throws Exception {
    server = serve(config(Optional.empty(), Optional.empty(), AuthConfig.Mode.JWT));
    refused(hs256(SECRET, claims()));
    refused(base64("{\"alg\":\"none\"}") + "." + base64(claims().encode()) + ".");
  }

  @Test
  void the_optional_variant_passes_strangers_but_not_bad_tokens() throws Exception {
    assertThat(get("/maybe", null).body()).isEqualTo("nobody");
    assertThat(get("/maybe", Tokens.mint(config, COACH, HOUR, clock)).body()).isEqualTo("user-7");
    assertThat(get("/maybe", hs256("another-secret-that-has-32-bytes-too", claims())).statusCode())
        .isEqualTo(401);
  }

  @Test
  void the_open_mode_is_a_local_admin() throws Exception {
    server = serve(config(Optional.empty(), Optional.empty(), AuthConfig.Mode.OPEN));
    assertThat(get("/who", null).body()).isEqualTo("local [admin] default");
  }

  @Test
  void claims_are_found_by_path_by_name_and_in_words() throws Exception {
    var named =
        new AuthConfig(
            AuthConfig.Mode.JWT,
            Optional.empty(),
            Optional.of(new Secret(SECRET)),
            Optional.empty(),
            List.of(),
            "https://stashline.example/roles",
            "org.id");
    server = serve(named);
    var claims =
        claims()
            .put("https://stashline.example/roles", "expert")
            .put("org", new JsonObject().put("id", "acme"));
    assertThat(get("/who", hs256(SECRET, claims)).body()).isEqualTo("user-7 [expert] acme");
    assertThat(get("/who", Tokens.mint(named, COACH, HOUR, clock)).body())
        .isEqualTo("user-7 [coach] acme");
  }

  @Test
  void a_missing_role_is_forbidden_and_an_admin_has_every_role() throws Exception {
    var admin = new Caller("root", Set.of("admin"), "acme");
    assertThat(get("/expert", Tokens.mint(config, COACH, HOUR, clock)).statusCode()).isEqualTo(403);
    assertThat(get("/expert", Tokens.mint(config, admin, HOUR, clock)).statusCode()).isEqualTo(200);
  }

  @Test
  void minting_needs_the_shared_secret() {
    var without = config(Optional.empty(), Optional.empty(), AuthConfig.Mode.JWT);
    assertThatThrownBy(() -> Tokens.mint(without, COACH, HOUR, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AUTH_HS256_SECRET");
  }

  private void refused(String token) throws Exception {
    var answer = get("/who", token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  private HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    var request = request(path);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
  }

  private HttpServer serve(AuthConfig with) throws Exception {
    var authentication = new Authentication(vertx, with, clock);
    var router = Router.router(vertx);
    Problems.mount(router);
    router
        .get("/maybe")
        .handler(authentication.optional())
        .handler(c -> c.end(Caller.find(c).map(Caller::subject).orElse("nobody")));
    router.route().handler(authentication.required());
    router.route().handler(BodyHandler.create(false));
    router
        .get("/who")
        .handler(
            c -> {
              var caller = Caller.of(c);
              c.end(caller.subject() + " " + caller.roles() + " " + caller.tenant());
            });
    router.get("/expert").handler(c -> c.end(Caller.of(c).require("expert").subject()));
    router.post("/length").handler(c -> c.end("" + c.body().length()));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(0, "127.0.0.1")
        .await(10, TimeUnit.SECONDS);
  }

  private static AuthConfig config(Optional<URI> url, Optional<Secret> key, AuthConfig.Mode mode) {
    return new AuthConfig(
        mode,
        url,
        key,
        Optional.of(ISSUER),
        List.of("stashline"),
        "app_metadata.roles",
        "app_metadata.tenant");
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("sub", "user-7")
        .put("iss", ISSUER)
        .put("aud", "stashline")
        .put("exp", START.plus(HOUR).getEpochSecond());
  }

  private static JsonObject without(String claim) {
    var claims = claims();
    claims.remove(claim);
    return claims;
  }

  private static String hs256(String key, JsonObject claims) throws Exception {
    var text = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims.encode());
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return text + "." + base64(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String rs256(String id, JsonObject claims) throws Exception {
    return signed("RS256", id, claims, "SHA256withRSA", rsa);
  }

  private static String es256(String id, JsonObject claims) throws Exception {
    return signed("ES256", id, claims, "SHA256withECDSAinP1363Format", ec);
  }

  private static String signed(
      String algorithm, String id, JsonObject claims, String signature, KeyPair pair)
      throws Exception {
    var head = new JsonObject().put("alg", algorithm).put("kid", id);
    var text = base64(head.encode()) + "." + base64(claims.encode());
    var signer = Signature.getInstance(signature);
    signer.initSign(pair.getPrivate());
    signer.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + base64(signer.sign());
  }

  private static JsonObject rsaJwk(String id) {
    var key = (RSAPublicKey) rsa.getPublic();
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", id)
        .put("use", "sig")
        .put("n", base64(unsigned(key.getModulus(), 256)))
        .put("e", base64(key.getPublicExponent().toByteArray()));
  }

  private static JsonObject ecJwk(String id) {
    var point = ((ECPublicKey) ec.getPublic()).getW();
    return new JsonObject()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("alg", "ES256")
        .put("kid", id)
        .put("x", base64(unsigned(point.getAffineX(), 32)))
        .put("y", base64(unsigned(point.getAffineY(), 32)));
  }

  private static byte[] unsigned(BigInteger number, int length) {
    var bytes = number.toByteArray();
    var padded = new byte[length];
    int skipped = Math.max(0, bytes.length - length);
    int kept = bytes.length - skipped;
    System.arraycopy(bytes, skipped, padded, length - kept, kept);
    return padded;
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
