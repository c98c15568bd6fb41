-- The state of the plan that is made from the answers.
alter table public.sage_onboarding_data
  add column plan_generation_status text,
  add column plan_generation_error  text,
  add column plan_request           uuid,
  add column email_sent_at          timestamptz,
  add constraint sage_plan_status_is_known
    check (plan_generation_status in ('queued', 'processing', 'completed', 'partial', 'failed')),
  add constraint sage_plan_completed_has_all_parts
    check (plan_generation_status <> 'completed'
      or (sage_plan is not null and meal_plan is not null and micronutrients is not null and lifestyle_integration is not null)),
  add constraint sage_plan_status_has_a_request check ((plan_generation_status is null) = (plan_request is null));
comment on column public.sage_onboarding_data.plan_request is
  'The request the status speaks of, and the id of the job that makes the plan. What an earlier request writes late is refused by it.';
comment on column public.sage_onboarding_data.plan_generation_error is 'Why it failed, or which parts are missing and why.';

-- Monitoring: newest first, everywhere or in one tenant.
create index sage_onboarding_newest on public.sage_onboarding_data (updated_at desc, id desc) where plan_generation_status is not null;
create index sage_onboarding_newest_of_tenant on public.sage_onboarding_data (tenant, updated_at desc, id desc)
  where plan_generation_status is not null;
create index sage_onboarding_request on public.sage_onboarding_data (plan_request) where plan_request is not null;

-- The allowed changes, PlanStatus's own list. A new form takes the status away.
create function public.sage_refuse_plan_status() returns trigger language plpgsql as $$
begin
  raise exception 'plan status cannot go from % to %', old.plan_generation_status, new.plan_generation_status
    using errcode = 'check_violation';
end $$;
create trigger sage_plan_status_changes before update of plan_generation_status on public.sage_onboarding_data for each row
  when (new.plan_generation_status is distinct from old.plan_generation_status and new.plan_generation_status is not null
    and (coalesce(old.plan_generation_status, 'none'), new.plan_generation_status) not in (
      ('none', 'queued'), ('queued', 'processing'), ('queued', 'failed'),
      ('processing', 'completed'), ('processing', 'partial'), ('processing', 'failed'),
      ('completed', 'queued'), ('partial', 'queued'), ('failed', 'queued')))
  execute function public.sage_refuse_plan_status();
