package dev.stashline.standalone;

import dev.stashline.broker.Broker;
import dev.stashline.jobs.JobEngine;
import dev.stashline.messages.Messages;
import dev.stashline.plans.Plans;
import dev.stashline.runtime.Audit;
import dev.stashline.runtime.DatabaseConfig;
import dev.stashline.runtime.Migrations;
import dev.stashline.webhooks.WebhookDoor;
import java.util.List;

/** Whose tables there are, in the order in which they are made. */
final class Schema {
  static final List<Migrations.Owner> OWNERS =
      List.of(
          JobEngine.MIGRATIONS,
          Audit.MIGRATIONS,
          WebhookDoor.MIGRATIONS,
          Plans.MIGRATIONS,
          Messages.MIGRATIONS,
          Broker.MIGRATIONS);

  private Schema() {}

  static List<String> migrate(DatabaseConfig database) {
    return Migrations.run(database, OWNERS);
  }
}
