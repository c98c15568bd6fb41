package dev.stashline.broker;

import static dev.stashline.broker.BrokerFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stashline.runtime.Database;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Secret;
import dev.stashline.testkit.Await;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows works as it stands there. */
class ReadmeIT {
  private static final Path README = Path.of("../../README.md");

  /** What is fed to {@code psql} with the database of a variable. */
  private static String fedTo(String variable) throws Exception {
    var block =
        Pattern.compile(
                Pattern.quote("psql \"$" + variable + "\" <<'SQL'\n") + "(.*?)\nSQL\n",
                Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertThat(block.find()).as("a block for " + variable).isTrue();
    return block.group(1);
  }

  @Test
  void publishing_by_SQL() throws Exception {
    try (var broker = new BrokerFixture()) {
      var acme = await(Users.in(broker.pool, broker.clock, new SecureRandom()).mint("acme", false));
      await(
          broker
              .pool
              .query(
                  """
                  create role app login;
                  create table public.orders (id bigint primary key, total numeric not null);
                  grant insert on public.orders to app\
                  """)
              .execute());
      await(broker.pool.query(fedTo("DATABASE_URL")).execute());
      var url = URI.create(broker.database.url());
      var app =
          Database.open(
              broker.vertx,
              new DatabaseConfig(
                  new Secret(
                      "postgres://app@" + url.getHost() + ":" + url.getPort() + url.getPath()),
                  1,
                  Duration.ofSeconds(10)));
      try {
        var rows = await(app.query(fedTo("APP_DATABASE_URL")).execute());
        while (rows.size() == 0) {
          rows = rows.next();
        }
        String id = rows.iterator().next().getString(0);
        var message =
            Await.value(
                "the message",
                Duration.ofSeconds(10),
                () -> broker.call(acme.token(), "GET", "/v2/messages/" + id, new byte[0]),
                answer -> answer.status() == 200);
        assertThat(message.json().path("url").asText())
            .isEqualTo("https://shop.example.com/hooks/order");
        assertThat(message.json().path("body").asText()).isEqualTo("{\"order\": 7}");
        assertThat(SqlCalls.count(broker.pool, "public.orders")).isEqualTo(1);
      } finally {
        await(app.close());
        await(broker.pool.query("drop owned by app; drop role app").execute());
      }
    }
  }
}
