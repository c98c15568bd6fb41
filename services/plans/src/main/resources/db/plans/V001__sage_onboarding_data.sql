-- One row a person: what they answered, and the four parts of the plan made from it. In the public schema under its old name,
-- so that queries written for it go on to work.
create table public.sage_onboarding_data (
  id                    uuid         primary key,
  tenant                text         not null,
  owner                 text         not null,
  email                 varchar(255) not null,
  unique_code           text         not null,
  form_data             jsonb        not null,
  sage_plan             jsonb,
  meal_plan             jsonb,
  micronutrients        jsonb,
  lifestyle_integration jsonb,
  created_at            timestamptz  not null,
  updated_at            timestamptz  not null,
  constraint sage_onboarding_one_row_a_person unique (tenant, email),
  constraint sage_onboarding_code_is_unique unique (unique_code),
  constraint sage_onboarding_email_is_lower_case check (email = lower(email))
);
comment on column public.sage_onboarding_data.tenant is 'Whose product the person uses. The same address in two tenants is two people.';
comment on column public.sage_onboarding_data.owner is 'The subject of the token that submitted the form: who may read it besides an admin.';
