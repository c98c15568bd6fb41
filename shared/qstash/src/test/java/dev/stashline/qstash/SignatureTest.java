package dev.stashline.qstash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.qstash.SignatureVerdict.Genuine;
import dev.stashline.qstash.SignatureVerdict.Reason;
import dev.stashline.qstash.SignatureVerdict.Rejected;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

  private static final SigningKeys KEYS = DevCredentials.USERS.getFirst().keys();
  private static final SigningKeys OTHERS = DevCredentials.USERS.getLast().keys();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String URL = "https://example.com/api/hook?x=1&y=%20";
  private static final byte[] BODY = "{\"name\":\"Zoë\",\"emoji\":\"🥕\"}".getBytes(UTF_8);
  private static final String OUR_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  /**
   * Made with Python's hmac and json modules: other member order, blanks, a padded body hash, nbf
   * equal to iat.
   */
  private static final String FOREIGN_TOKEN =
      "eyJ0eXAiOiAiSldUIiwgImFsZyI6ICJIUzI1NiJ9"
          + ".eyJpc3MiOiAiVXBzdGFzaCIsICJzdWIiOiAiaHR0cHM6Ly9leGFtcGxlLmNvbS9hcGkvaG9vaz94PTEmeT0lMjAiLCAiZXhwIjogMTcwMDAwMDMwMC"
          + "wgIm5iZiI6IDE3MDAwMDAwMDAsICJpYXQiOiAxNzAwMDAwMDAwLCAianRpIjogImp3dF82N2t4WEQ2VUJBazdEcVU2aHp1SE1EZFhGWGZQIiwgImJvZ"
          + "HkiOiAiMXpOaHhUOTE4VDlHTnFHWVB0ZGVsRHN0VW51U2NWYkxiRHRVUUNNLVlXUT0ifQ"
          + ".6AKZ7Ot444WTfEhKzUdCLUH8C1ZU2mzrq787ukPGo9U";

  private final SignatureVerifier verifier = new SignatureVerifier(KEYS, CLOCK);

  @Test
  void what_is_signed_is_genuine() {
    var verdict = verifier.verify(signed(KEYS), URL, BODY);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Genuine.class,
            genuine -> {
              assertThat(genuine.tokenId()).startsWith("jwt_");
              assertThat(genuine.issuedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
              assertThat(genuine.withNextKey()).isFalse();
            });
  }

  @Test
  void the_claims_are_those_of_the_protocol() {
    String[] parts = signed(KEYS).split("\\.");
    assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8)).isEqualTo(OUR_HEADER);
    var claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));
    long now = NOW.getEpochSecond();
    assertThat(claims.getString("iss")).isEqualTo("Upstash");
    assertThat(claims.getString("sub")).isEqualTo(URL);
    assertThat(claims.getString("aud")).isEmpty();
    assertThat(claims.getLong("exp")).isEqualTo(now + 300);
    assertThat(claims.getLong("nbf")).isZero();
    assertThat(claims.getLong("iat")).isEqualTo(now);
    assertThat(claims.getString("body")).isEqualTo("1zNhxT918T9GNqGYPtdelDstUnuScVbLbDtUQCM-YWQ");
    assertThat(claims.fieldNames()).hasSize(8);
  }

  @Test
  void a_token_made_elsewhere_is_genuine() {
    var then =
        new SignatureVerifier(KEYS, InstantSource.fixed(Instant.ofEpochSecond(1_700_000_100)));
    assertThat(then.verify(FOREIGN_TOKEN, URL, BODY))
        .isEqualTo(
            new Genuine(
                "jwt_67kxXD6UBAk7DqU6hzuHMDdXFXfP", Instant.ofEpochSecond(1_700_000_000), false));
    assertThat(reason(verifier.verify(FOREIGN_TOKEN, URL, BODY))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void an_established_library_agrees_both_ways() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var jwt =
          JWTAuth.create(
              vertx,
              new JWTAuthOptions()
                  .addPubSecKey(
                      new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(KEYS.current())));
      var real = InstantSource.system();
      String ours = new SignatureSigner(KEYS, real, new Random(1)).sign(URL, BODY);
      var user =
          jwt.authenticate(new TokenCredentials(ours))
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(user.principal().getString("access_token")).isEqualTo(ours);
      assertThat(user.attributes().getJsonObject("accessToken").getString("sub")).isEqualTo(URL);

      String theirs =
          jwt.generateToken(
              new JsonObject()
                  .put("sub", URL)
                  .put("body", hash(BODY))
                  .put("nbf", 0)
                  .put("odd", new JsonArray().add(1)),
              new JWTOptions().setIssuer("Upstash").setExpiresInSeconds(60));
      assertThat(new SignatureVerifier(KEYS, real).verify(theirs, URL, BODY))
          .isInstanceOf(Genuine.class);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void the_next_key_is_tried_after_the_current() {
    String next = signed(KEYS.rotated(KEYS.current()));
    assertThat(verifier.verify(next, URL, BODY))
        .isInstanceOfSatisfying(
            Genuine.class, genuine -> assertThat(genuine.withNextKey()).isTrue());
    assertThat(reason(verifier.verify(signed(OTHERS), URL, BODY))).isEqualTo(Reason.WRONG_KEY);
  }

  @Test
  void a_missing_signature_is_named_so() {
    assertThat(reason(verifier.verify(null, URL, BODY))).isEqualTo(Reason.MISSING);
    assertThat(reason(verifier.verify("", URL, BODY))).isEqualTo(Reason.MISSING);
  }

  @Test
  void every_changed_character_is_noticed() {
    String token = signed(KEYS);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(verifier.verify(changed, URL, BODY))
          .as("character " + i)
          .isInstanceOf(Rejected.class);
      assertThat(verifier.verify(token.substring(0, i), URL, BODY)).isInstanceOf(Rejected.class);
    }
    assertThat(verifier.verify(token + "=", URL, BODY)).isInstanceOf(Rejected.class);
    assertThat(verifier.verify(token + " ", URL, BODY)).isInstanceOf(Rejected.class);
    assertThat(verifier.verify(token, URL, BODY)).isInstanceOf(Genuine.class);
  }

  @Test
  void there_is_one_way_only_to_write_a_signature() {
    String token = signed(KEYS);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    // The last character carries two bits that decode to nothing.
    String twin = token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);
    assertThat(reason(verifier.verify(twin, URL, BODY))).isEqualTo(Reason.WRONG_KEY);
  }

  @Test
  void no_other_algorithm_is_accepted() {
    String payload = payload("");
    String unsigned = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + base64(payload) + ".";
    assertThat(reason(verifier.verify(unsigned, URL, BODY))).isEqualTo(Reason.MALFORMED);
    for (String header :
        new String[] {
          "{\"alg\":\"none\"}",
          "{\"alg\":\"HS512\"}",
          "{\"alg\":\"RS256\"}",
          "{\"alg\":\"hs256\"}",
          "{\"alg\":[\"HS256\"]}",
          "{\"alg\":\"HS256\",\"alg\":\"none\"}",
          "{\"alg\":\"HS256\",\"crit\":[\"x\"]}",
          "{\"typ\":\"JWT\"}",
          "[\"HS256\"]",
          "\"HS256\"",
          "{",
          ""
        }) {
      assertThat(reason(verifier.verify(token(header, payload), URL, BODY)))
          .as(header)
          .isEqualTo(Reason.MALFORMED);
    }
    assertThat(
            verifier.verify(
                token("{\"typ\":\"JWT\",\"kid\":{\"a\":1},\"alg\":\"HS256\"}", payload), URL, BODY))
        .isInstanceOf(Genuine.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "a.b",
        "a.b.c.d",
        "...",
        "..",
        ".a.b",
        "a..b",
        "Bearer x.y.z",
        "é.è.ê",
        "🥕.🥕.🥕",
        "eyJhbGciOiJIUzI1NiJ9.e30.x"
      })
  void what_is_no_token_is_rejected(String token) {
    assertThat(reason(verifier.verify(token, URL, BODY))).isIn(Reason.MALFORMED, Reason.WRONG_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "7",
        "\"x\"",
        "{\"iss\":",
        "{\"iss\":1}",
        "{\"exp\":\"soon\"}",
        "{\"exp\":1e400}",
        "{\"exp\":-1}",
        "{\"exp\":99999999999999999999}",
        "{\"exp\":9999999999,\"iat\":9223372036854775807}",
        "{\"sub\":{\"a\":1}}",
        "{} x",
        "\u0000"
      })
  void signed_nonsense_is_malformed(String payload) {
    assertThat(reason(verifier.verify(token(OUR_HEADER, payload), URL, BODY)))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void claims_may_be_written_in_any_json() {
    String body = hash(BODY);
    for (String payload :
        new String[] {
          "{\"iss\":\"Upstash\",\"sub\":\"https:\\/\\/example.com\\/api\\/hook?x=1&y=%20\",\"exp\":9999999999,\"body\":\""
              + body
              + "\"}",
          "{\"\\u0069ss\":\"Upst\\u0061sh\",\"sub\":\""
              + URL
              + "\",\"exp\":9999999999,\"body\":\""
              + body
              + "=\"}",
          " {\n\"exp\" : 9999999999.5 , \"body\" : \""
              + body
              + "\",\"sub\":\""
              + URL
              + "\",\t\"iss\":\"Upstash\" }\r\n",
          "{\"aud\":[\"a\",{\"b\":1}],\"é\":\"🥕\",\"n\":null,\"iss\":\"Upstash\",\"sub\":\""
              + URL
              + "\",\"exp\":1e10,\"body\":\""
              + body
              + "\"}",
          "{\"sub\":\"other\",\"iss\":\"Upstash\",\"sub\":\""
              + URL
              + "\",\"exp\":9999999999,\"body\":\""
              + body
              + "\"}",
          "{\"exp\":99999999999,\"long-name\":\"\",\"iss\":\"Upstash\",\"sub\":\""
              + URL
              + "\",\"body\":\""
              + body
              + "\"}",
        }) {
      assertThat(verifier.verify(token(OUR_HEADER, payload), URL, BODY))
          .as(payload)
          .isInstanceOf(Genuine.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"",
        "{\"exp",
        "{\"exp\"",
        "{\"exp\":",
        "{\"exp\":1",
        "{\"exp\":1,",
        "{\"exp\":1,}",
        "{\"exp\":01}",
        "{\"exp\":1}}",
        "{,}",
        "{\"exp\":\"1\"}",
        "{\"iss\":null,\"exp\":1}",
        "{\"exp\":1 \"iss\":\"x\"}",
        "{exp:1}",
        "{\"exp\":1,\"jti\":7}",
        "{\"exp\":-0}"
      })
  void broken_json_is_not_believed(String payload) {
    assertThat(verifier.verify(token(OUR_HEADER, payload), URL, BODY)).isInstanceOf(Rejected.class);
    assertThat(verifier.verify(token(OUR_HEADER, ""), URL, BODY)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @CsvSource({"0,299,true", "0,300,false", "5,304,true", "5,305,false", "0,-1,true"})
  void expires_after_five_minutes(int tolerance, int age, boolean genuine) {
    var later = InstantSource.fixed(NOW.plusSeconds(age));
    var patient = new SignatureVerifier(KEYS, later, Duration.ofSeconds(tolerance));
    assertThat(patient.verify(signed(KEYS), URL, BODY) instanceof Genuine).isEqualTo(genuine);
  }

  @Test
  void is_not_valid_before_its_time() {
    String payload = payload(",\"nbf\":" + (NOW.getEpochSecond() + 3));
    assertThat(reason(verifier.verify(token(OUR_HEADER, payload), URL, BODY)))
        .isEqualTo(Reason.NOT_YET);
    var patient = new SignatureVerifier(KEYS, CLOCK, Duration.ofSeconds(3));
    assertThat(patient.verify(token(OUR_HEADER, payload), URL, BODY)).isInstanceOf(Genuine.class);
  }

  @Test
  void another_issuer_is_rejected() {
    String payload = payload("").replace("Upstash", "upstash");
    assertThat(reason(verifier.verify(token(OUR_HEADER, payload), URL, BODY)))
        .isEqualTo(Reason.WRONG_ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/api/hook?x=1&y=+", "https://example.com/api/hook",
            "http://example.com/api/hook?x=1&y=%20",
        "https://example.com/api/hook?x=1&y=%20/", "https://EXAMPLE.com/api/hook?x=1&y=%20", ""
      })
  void another_url_is_rejected(String url) {
    assertThat(verifier.verify(signed(KEYS), url, BODY))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.WRONG_URL);
              assertThat(rejected.detail())
                  .contains("https://example.com/api/hook")
                  .doesNotContain("x=1");
            });
  }

  @Test
  void another_body_is_rejected() {
    String token = signed(KEYS);
    byte[] changed = BODY.clone();
    changed[3] ^= 1;
    assertThat(reason(verifier.verify(token, URL, changed))).isEqualTo(Reason.BODY_TAMPERED);
    assertThat(reason(verifier.verify(token, URL, new byte[0]))).isEqualTo(Reason.BODY_TAMPERED);
    String withoutHash = "{\"iss\":\"Upstash\",\"sub\":\"" + URL + "\",\"exp\":9999999999}";
    assertThat(reason(verifier.verify(token(OUR_HEADER, withoutHash), URL, BODY)))
        .isEqualTo(Reason.BODY_TAMPERED);
  }

  @Test
  void any_url_and_body_come_through() {
    var chance = new Random(7);
    var signer = new SignatureSigner(KEYS, CLOCK, new Random(8));
    for (int i = 0; i < 2_000; i++) {
      byte[] body = new byte[chance.nextInt(200)];
      chance.nextBytes(body);
      String url = "https://a.test/" + text(chance);
      String token = signer.sign(url, body);
      assertThat(verifier.verify(token, url, body)).isInstanceOf(Genuine.class);
      assertThat(reason(verifier.verify(token, url + "x", body))).isEqualTo(Reason.WRONG_URL);
    }
  }

  @Test
  void many_threads_share_one_signer_and_one_verifier() throws Exception {
    var signer = new SignatureSigner(KEYS, CLOCK, new Random(3));
    Callable<Boolean> task =
        () ->
            IntStream.range(0, 200)
                .allMatch(
                    i -> {
                      byte[] body =
                          ("body " + i + Thread.currentThread().threadId()).getBytes(UTF_8);
                      String token = signer.sign(URL, body);
                      return verifier.verify(token, URL, body) instanceof Genuine
                          && verifier.verify(token, URL, BODY) instanceof Rejected;
                    });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(IntStream.range(0, 64).mapToObj(_ -> task).toList())) {
        assertThat(done.get(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void keys_do_not_show() {
    assertThat(KEYS.toString()).doesNotContain("7kYjw").doesNotContain("5ZB6");
  }

  private static String signed(SigningKeys keys) {
    return new SignatureSigner(keys, CLOCK, new Random(2)).sign(URL, BODY);
  }

  private static Reason reason(SignatureVerdict verdict) {
    assertThat(verdict).isInstanceOf(Rejected.class);
    return ((Rejected) verdict).reason();
  }

  private static String payload(String more) {
    return "{\"iss\":\"Upstash\",\"sub\":\""
        + URL
        + "\",\"exp\":9999999999,\"body\":\""
        + hash(BODY)
        + "==\""
        + more
        + "}";
  }

  /** A token with our key over any header and payload, made without the code under test. */
  private static String token(String header, String payload) {
    try {
      String signed = base64(header) + "." + base64(payload);
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEYS.current().getBytes(UTF_8), "HmacSHA256"));
      return signed
          + "."
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hash(byte[] body) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String text(Random chance) {
    return chance
        .ints(chance.nextInt(30), 0x20, 0x2000)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
