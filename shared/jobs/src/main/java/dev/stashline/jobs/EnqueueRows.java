package dev.stashline.jobs;

import static dev.stashline.jobs.JobRows.utc;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The arrays of {@link JobSql#ENQUEUE}: one element a job. */
final class EnqueueRows {
  private final UUID[] ids;
  private final String[] queues;
  private final String[] kinds;
  private final String[] subjects;
  private final String[] args;
  private final Short[] priorities;
  private final String[] lanes;
  private final Boolean[] strict;
  private final String[] keys;
  private final Boolean[] forGood;
  private final OffsetDateTime[] runAts;
  private final Integer[] maxAttempts;
  private final Boolean[] here;
  private final Integer[] maxRunning;
  private final Integer[] maxStarts;
  private final Long[] periods;
  private final Boolean[] inherits;

  private EnqueueRows(int n) {
    ids = new UUID[n];
    queues = new String[n];
    kinds = new String[n];
    subjects = new String[n];
    args = new String[n];
    priorities = new Short[n];
    lanes = new String[n];
    strict = new Boolean[n];
    keys = new String[n];
    forGood = new Boolean[n];
    runAts = new OffsetDateTime[n];
    maxAttempts = new Integer[n];
    here = new Boolean[n];
    maxRunning = new Integer[n];
    maxStarts = new Integer[n];
    periods = new Long[n];
    inherits = new Boolean[n];
  }

  static EnqueueRows of(List<NewJob> jobs, Handover.Offer offer, Instant now) {
    var rows = new EnqueueRows(jobs.size());
    var atOnce = utc(now);
    for (int i = 0; i < jobs.size(); i++) {
      rows.put(i, jobs.get(i), offer.runnerOf(jobs.get(i)) != null, now, atOnce);
    }
    return rows;
  }

  private void put(int i, NewJob job, boolean startsHere, Instant now, OffsetDateTime atOnce) {
    ids[i] = job.id();
    queues[i] = job.kind().queue();
    kinds[i] = job.kind().name();
    subjects[i] = job.subject();
    args[i] = job.argsJson();
    priorities[i] = (short) job.priority().ordinal();
    keys[i] = job.uniqueKey();
    forGood[i] = job.uniqueKey() != null && job.kind().uniqueForGood();
    runAts[i] = job.runAt() == null || job.runAt().isBefore(now) ? atOnce : utc(job.runAt());
    maxAttempts[i] = job.maxAttempts();
    here[i] = startsHere;
    var lane = job.lane();
    strict[i] = lane != null && lane.strict();
    inherits[i] = job.inherits();
    if (lane != null) {
      lanes[i] = lane.name();
      maxRunning[i] = lane.maxRunning();
      maxStarts[i] = lane.maxStarts();
      periods[i] = lane.period() == null ? null : lane.period().toMillis();
    }
  }

  /** For {@link JobSql#ENQUEUE_PLAIN}. */
  Tuple plainTuple(String node, Instant now, Instant leaseUntil) {
    return Tuple.tuple(
        Arrays.asList(
            ids,
            queues,
            kinds,
            subjects,
            args,
            priorities,
            utc(now),
            runAts,
            maxAttempts,
            node,
            utc(leaseUntil),
            here));
  }

  /** For {@link JobSql#ENQUEUE}. */
  Tuple tuple(String node, Instant now, Instant leaseUntil) {
    return Tuple.tuple(
        Arrays.asList(
            ids,
            queues,
            kinds,
            subjects,
            args,
            priorities,
            lanes,
            strict,
            keys,
            forGood,
            runAts,
            maxAttempts,
            here,
            node,
            utc(now),
            utc(leaseUntil),
            maxRunning,
            maxStarts,
            periods,
            inherits));
  }
}
