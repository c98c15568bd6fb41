package dev.stashline.jobs;

/** The statements of {@link PostgresSteps}. */
final class StepSql {
  private StepSql() {}

  /**
   * $1 job id, $2 step, $3 attempt, $4 now, $5 epoch. Returns the result of a completed step; a
   * null result if it was begun.
   */
  static final String BEGIN_STEP =
      """
      with begun as (
        insert into jobs.step (job_id, name, state, attempt, started_at)
        select $1, $2, 'running', $3, $4 where exists (select 1 from jobs.job where id = $1 and epoch = $5 and state = 'running')
        on conflict (job_id, name) do update set state = 'running', attempt = $3, started_at = $4, finished_at = null
        where step.state <> 'completed' returning null::text as result)
      select result from begun
      union all
      select result::text from jobs.step where job_id = $1 and name = $2 and state = 'completed'""";

  /**
   * $1 job id, $2 epoch. Holds the lease against others until the transaction ends; no row: it is
   * lost.
   */
  static final String HOLD =
      "select 1 from jobs.job where id = $1 and epoch = $2 and state = 'running' for share";

  /** $1 job id, $2 step, $3 attempt, $4 result, $5 now, $6 epoch. */
  static final String COMPLETE_STEP =
      """
      insert into jobs.step (job_id, name, state, result, attempt, started_at, finished_at)
      select $1, $2, 'completed', $4::text::json, $3, $5, $5
      where exists (select 1 from jobs.job where id = $1 and epoch = $6 and state = 'running' for share)
      on conflict (job_id, name) do update set state = 'completed', result = excluded.result, attempt = excluded.attempt,
        finished_at = excluded.finished_at""";

  /** $1 job id, $2 step, $3 now, $4 epoch. */
  static final String FAIL_STEP =
      """
      update jobs.step set state = 'failed', finished_at = $3 where job_id = $1 and name = $2 and state = 'running'
        and exists (select 1 from jobs.job where id = $1 and epoch = $4 and state = 'running')""";

  /** $1 job id. */
  static final String STEPS =
      "select name, state, attempt, started_at, finished_at from jobs.step where job_id = $1 order by started_at, name";
}
