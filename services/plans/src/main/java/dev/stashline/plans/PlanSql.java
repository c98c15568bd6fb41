package dev.stashline.plans;

/**
 * The statements on {@code sage_onboarding_data}, named after the store's verbs. Times are
 * parameters.
 */
final class PlanSql {
  private PlanSql() {}

  private static final String PERSON =
      """
      select id, tenant, owner, email, unique_code, form_data::text, plan_generation_status, plan_generation_error, plan_request,
        email_sent_at, created_at, updated_at, sage_plan::text, meal_plan::text, micronutrients::text, lifestyle_integration::text
      from public.sage_onboarding_data\s""";

  /**
   * $1 id, $2 tenant, $3 owner, $4 email, $5 code, $6 form, $7 now. A person's new answers take the
   * old plan away and keep the code. No row: somebody else owns that address.
   */
  static final String SUBMIT =
      """
      insert into public.sage_onboarding_data (id, tenant, owner, email, unique_code, form_data, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $7)
      on conflict (tenant, email) do update set form_data = excluded.form_data, updated_at = excluded.updated_at,
        sage_plan = null, meal_plan = null, micronutrients = null, lifestyle_integration = null,
        plan_generation_status = null, plan_generation_error = null, plan_request = null, email_sent_at = null
      where sage_onboarding_data.owner = excluded.owner
      returning unique_code""";

  /** $1 tenant, $2 email. */
  static final String FIND_BY_EMAIL = PERSON + "where tenant = $1 and email = $2";

  /** $1 tenant, $2 code. */
  static final String FIND_BY_CODE = PERSON + "where tenant = $1 and unique_code = $2";

  /** $1 id. */
  static final String FIND = PERSON + "where id = $1";

  /**
   * $1 ordinals, $2 tenants, $3 emails, $4 codes, $5 new requests, $6 owners (null: an admin asks),
   * $7 now. A row for each that found its person: (ordinal, status before, request in force,
   * person). An active request stays; a partial plan keeps its parts.
   */
  static final String REQUEST =
      """
      with asked as (
        select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
          as a(n, tenant, email, code, request, owner)),
      found as (
        select a.n, a.request, p.id, p.plan_generation_status as before, p.plan_request as active
        from asked a join public.sage_onboarding_data p
          on p.tenant = a.tenant and p.email = a.email and p.unique_code = a.code and (a.owner is null or p.owner = a.owner)
        order by p.id for update of p),
      queued as (
        update public.sage_onboarding_data p set plan_generation_status = 'queued', plan_generation_error = null,
          plan_request = f.request, updated_at = $7, email_sent_at = null,
          sage_plan = case when f.before = 'partial' then p.sage_plan end,
          meal_plan = case when f.before = 'partial' then p.meal_plan end,
          micronutrients = case when f.before = 'partial' then p.micronutrients end,
          lifestyle_integration = case when f.before = 'partial' then p.lifestyle_integration end
        from (select distinct on (id) * from found order by id, n) f
        where p.id = f.id and (f.before is null or f.before not in ('queued', 'processing'))
        returning p.id, p.plan_request)
      select f.n, f.before, coalesce(q.plan_request, f.active), f.id from found f left join queued q on q.id = f.id""";

  /** $1 id, $2 request, $3 now. */
  static final String PROCESSING =
      """
      update public.sage_onboarding_data set plan_generation_status = 'processing', updated_at = $3
      where id = $1 and plan_request = $2 and plan_generation_status in ('queued', 'processing')""";

  /** $1 id, $2 request, $3 the part, $4 now. */
  static String writePart(Part part) {
    return "update public.sage_onboarding_data set "
        + part.column()
        + " = $3::text::jsonb, updated_at = $4 where id = $1 and plan_request = $2";
  }

  /** $1 id, $2 request, $3 now. */
  static final String COMPLETE =
      """
      update public.sage_onboarding_data set plan_generation_status = 'completed', plan_generation_error = null, updated_at = $3,
        email_sent_at = $3
      where id = $1 and plan_request = $2 and plan_generation_status = 'processing'""";

  /**
   * $1 tenants, $2 emails, $3 codes, $4 requests (null: the one in force), $5 reasons, $6 now.
   * Returns (id, status before, status, request) of each that was still active.
   */
  static final String GIVE_UP =
      """
      with ended as (
        select p.id, p.plan_generation_status as before, e.reason
        from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[]) e(tenant, email, code, request, reason)
        join public.sage_onboarding_data p on p.tenant = e.tenant and p.email = e.email and p.unique_code = e.code
          and p.plan_request = coalesce(e.request, p.plan_request)
        where p.plan_generation_status in ('queued', 'processing') order by p.id for update of p)
      update public.sage_onboarding_data p set updated_at = $6, plan_generation_error = e.reason,
        plan_generation_status = case when p.sage_plan is null or e.before = 'queued' then 'failed' else 'partial' end
      from ended e where p.id = e.id returning p.id, e.before, p.plan_generation_status, p.plan_request""";

  /**
   * $1 tenant (null: all), $2 status (null: any), $3 before this time (null: from the newest), $4
   * before this id, $5 at most.
   */
  static final String LIST =
      """
      select id, email, plan_generation_status, plan_generation_error, updated_at from public.sage_onboarding_data
      where plan_generation_status is not null and ($1::text is null or tenant = $1)
        and ($2::text is null or plan_generation_status = $2)
        and ($3::timestamptz is null or (updated_at, id) < ($3, $4))
      order by updated_at desc, id desc limit $5""";
}
