package dev.stashline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stashline.testkit.TestDatabase;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The enum, the constraints and the trigger say the same. */
class JobStateIT {
  private static TestDatabase database;
  private static Rows rows;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.fresh(PostgresStores.OWNERS);
    rows = new Rows(database.url());
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @Test
  void X04_the_database_allows_exactly_the_changes_that_the_enum_allows() {
    for (JobState from : JobState.values()) {
      for (JobState to : JobState.values()) {
        UUID id = insert(from);
        boolean allowed = from == to || from.next().contains(to);
        String change = "update jobs.job set " + columns(to) + " where id = ?";
        if (allowed) {
          rows.change(change, id);
        } else {
          assertThatThrownBy(() -> rows.change(change, id))
              .as(from + " to " + to)
              .hasStackTraceContaining("cannot go from %s to %s".formatted(from.word(), to.word()));
        }
        assertThat(rows.one("select state from jobs.job where id = ?", id))
            .isEqualTo((allowed ? to : from).word());
      }
    }
  }

  @Test
  void X04_the_constraint_knows_exactly_the_words_of_the_enum() {
    var definition =
        (String)
            rows.one(
                "select pg_get_constraintdef(oid) from pg_constraint where conname ="
                    + " 'job_state_is_known'");
    var words = definition.split("'");
    var known =
        java.util.stream.IntStream.range(0, words.length)
            .filter(i -> i % 2 == 1)
            .mapToObj(i -> words[i])
            .toList();
    assertThat(known)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(JobState.values()).map(JobState::word).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "priority = 4 | job_priority_in_range",
        "priority = -1 | job_priority_in_range",
        "strict = true | job_strict_needs_a_lane",
        "state = 'running' | job_lease_while_running",
        "node = 'n', lease_until = now() | job_lease_while_running",
        "state = 'running', node = 'n' | job_lease_while_running",
        "state = 'cancelled' | job_finish_is_dated",
        "finished_at = now() | job_finish_is_dated",
        "expires_at = now() | job_only_finished_expire",
        "attempt = -1 | job_attempts_are_counted",
        "max_attempts = 0 | job_attempts_are_counted",
      })
  void X04_illegal_rows_are_refused(String change, String constraint) {
    UUID id = insert(JobState.PENDING);
    assertThatThrownBy(() -> rows.change("update jobs.job set " + change + " where id = ?", id))
        .hasStackTraceContaining(constraint);
  }

  @Test
  void X04_unknown_words_are_refused() {
    assertThatThrownBy(
            () ->
                rows.change(
                    "insert into jobs.job (id, queue, kind, args, priority, run_at, created_at,"
                        + " max_attempts, state) values (?, 'q', 'k', '{}', 2, now(), now(), 4,"
                        + " 'waiting')",
                    UUID.randomUUID()))
        .hasStackTraceContaining("job_state_is_known");
  }

  @Test
  void X04_one_unfinished_job_a_key() {
    UUID first = insert(JobState.PENDING);
    UUID second = insert(JobState.PENDING);
    rows.change("update jobs.job set unique_key = 'k' where id = ?", first);
    assertThatThrownBy(
            () -> rows.change("update jobs.job set unique_key = 'k' where id = ?", second))
        .hasStackTraceContaining("job_unique");
  }

  @Test
  void every_statement_prepares_against_the_migrated_schema() throws Exception {
    int prepared = 0;
    try (var connection = rows.connect();
        var statement = connection.createStatement()) {
      for (var statements : statementClasses()) {
        for (var field : statements.getDeclaredFields()) {
          if (field.getType() != String.class || Modifier.isPrivate(field.getModifiers())) {
            continue;
          }
          try {
            statement.execute("prepare p as " + field.get(null));
            statement.execute("deallocate p");
          } catch (SQLException e) {
            throw new AssertionError(statements.getSimpleName() + "." + field.getName(), e);
          }
          prepared++;
        }
      }
    }
    assertThat(prepared).isGreaterThan(30);
  }

  /** Every class whose name ends in Sql, found where it was compiled to, so that none is missed. */
  private static List<Class<?>> statementClasses() throws Exception {
    var place = Path.of(JobSql.class.getResource("JobSql.class").toURI()).getParent();
    var found = new ArrayList<Class<?>>();
    try (var files = Files.newDirectoryStream(place, "*Sql.class")) {
      for (var file : files) {
        var name = file.getFileName().toString().replace(".class", "");
        found.add(Class.forName(JobSql.class.getPackageName() + "." + name));
      }
    }
    assertThat(found).contains(JobSql.class, LaneSql.class);
    return found;
  }

  private static UUID insert(JobState state) {
    UUID id = UUID.randomUUID();
    rows.change(
        "insert into jobs.job (id, queue, kind, args, priority, run_at, created_at, max_attempts,"
            + " state) values (?, 'q', 'k', '{}', 2, now(), now(), 4, 'pending')",
        id);
    if (state != JobState.PENDING && state != JobState.CANCELLED) {
      rows.change("update jobs.job set " + columns(JobState.RUNNING) + " where id = ?", id);
    }
    rows.change("update jobs.job set " + columns(state) + " where id = ?", id);
    return id;
  }

  private static String columns(JobState state) {
    return "state = '%s', node = %s, lease_until = %s, finished_at = %s"
        .formatted(
            state.word(),
            state == JobState.RUNNING ? "'n'" : "null",
            state == JobState.RUNNING ? "now()" : "null",
            state.finished() ? "now()" : "null");
  }
}
