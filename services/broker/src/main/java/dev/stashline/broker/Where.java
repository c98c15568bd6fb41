package dev.stashline.broker;

import dev.stashline.qstash.MessageIds;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Conditions on a message {@code m} that a request's filters ask for, and their values. */
final class Where {
  private final List<Object> values;
  private final StringBuilder sql = new StringBuilder();

  /**
   * @param values those of the statement's own parameters
   */
  Where(Object... values) {
    this.values = new ArrayList<>(List.of(values));
  }

  /** The filters that messages, log and dead letters have in common. */
  Where message(Params params) {
    anyOf("m.url", params, "url");
    anyOf("m.host", params, "host");
    anyOf("m.path", params, "path");
    anyOf("m.caller_ip", params, "callerIp", "callerIP");
    if (params.has("label")) {
      sql.append(" and m.labels && $").append(next(texts(params.all("label")))).append("::text[]");
    }
    anyOf("m.topic_name", params, "topicName");
    anyOf("m.queue_name", params, "queueName");
    anyOf("m.schedule_id", params, "scheduleId");
    return anyOf("m.flow_key", params, "flowControlKey");
  }

  /**
   * Nothing matches a filter that was given without a value: it must not come to mean everything.
   *
   * @param names the spellings of one filter
   */
  Where anyOf(String column, Params params, String... names) {
    var given = Arrays.stream(names).filter(params::has).toList();
    return given.isEmpty()
        ? this
        : anyOf(column, given.stream().flatMap(name -> params.all(name).stream()).toList());
  }

  Where anyOf(String column, List<String> texts) {
    sql.append(" and ").append(column).append(" = any($").append(next(texts(texts)));
    sql.append("::text[])");
    return this;
  }

  /** Message ids as the API shows them; what is none of ours matches nothing. */
  Where ids(String column, List<String> publicIds) {
    var ids = publicIds.stream().flatMap(id -> MessageIds.uuid(id).stream()).toArray(UUID[]::new);
    sql.append(" and ").append(column).append(" = any($").append(next(ids)).append("::uuid[])");
    return this;
  }

  /** A comparison such as {@code m.created_at >= $}, unless the value is absent. */
  <T> Where when(String condition, @Nullable T value, Function<T, Object> as) {
    if (value != null) {
      and(condition, as.apply(value));
    }
    return this;
  }

  /** A condition in which each {@code $} stands for the next value. */
  Where and(String condition, Object... its) {
    int at = 0;
    sql.append(" and ");
    for (int i = 0; i < condition.length(); i++) {
      char c = condition.charAt(i);
      sql.append(c);
      if (c == '$') {
        sql.append(next(its[at]));
        at++;
      }
    }
    return this;
  }

  /** Closes a bracket that a condition opened. */
  Where close() {
    sql.append(')');
    return this;
  }

  private int next(Object value) {
    values.add(value);
    return values.size();
  }

  private static String[] texts(List<String> texts) {
    return texts.toArray(String[]::new);
  }

  String sql() {
    return sql.toString();
  }

  /** The values without the statement's own. */
  Object[] valuesFrom(int own) {
    return values.subList(own, values.size()).toArray();
  }

  Tuple values() {
    return Tuple.tuple(values);
  }
}
