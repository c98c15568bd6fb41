package dev.stashline.runtime;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings each owner's schema up to date, by Flyway, from the migrations beside the owner's code.
 * Any number of processes may do so at the same time: Flyway lets one through after the other.
 */
public final class Migrations {
  private Migrations() {}

  /**
   * Who owns tables.
   *
   * @param schema where they are; each owner has a history of its own there, in {@code
   *     <schema>.schema_history}
   * @param location the class path folder of the migrations, such as {@code db/jobs}
   */
  public record Owner(String schema, String location) {}

  /**
   * Applies what is missing, in the order of the owners. Blocks. Returns what was applied, as
   * {@code owner version name}.
   */
  public static List<String> run(DatabaseConfig config, List<Owner> owners) {
    var applied = new ArrayList<String>();
    var source = dataSource(config);
    for (Owner owner : owners) {
      var result =
          Flyway.configure()
              .dataSource(source)
              .schemas(owner.schema())
              .defaultSchema(owner.schema())
              .table(
                  "schema_history_"
                      + owner.location().substring(owner.location().lastIndexOf('/') + 1))
              .locations("classpath:" + owner.location())
              .baselineOnMigrate(true)
              .baselineVersion("0")
              .validateMigrationNaming(true)
              .load()
              .migrate();
      result.migrations.forEach(
          m -> applied.add(owner.schema() + " " + m.version + " " + m.description));
    }
    return applied;
  }

  private static PGSimpleDataSource dataSource(DatabaseConfig config) {
    var uri = URI.create(config.url().reveal());
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {uri.getHost()});
    source.setPortNumbers(new int[] {uri.getPort() == -1 ? 5432 : uri.getPort()});
    source.setDatabaseName(uri.getPath().substring(1));
    var user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    if (user.length > 0) {
      source.setUser(decode(user[0]));
    }
    if (user.length > 1) {
      source.setPassword(decode(user[1]));
    }
    if (uri.getQuery() != null && uri.getQuery().contains("sslmode=")) {
      source.setSslMode(uri.getQuery().replaceFirst(".*sslmode=([a-z-]+).*", "$1"));
    }
    source.setConnectTimeout((int) config.connectTimeout().toSeconds());
    return source;
  }

  private static String decode(String part) {
    return java.net.URLDecoder.decode(part, java.nio.charset.StandardCharsets.UTF_8);
  }
}
