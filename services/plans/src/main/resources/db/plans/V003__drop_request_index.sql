-- Every statement that names a request names its person, too: the index was kept up with each request and read by none.
drop index public.sage_onboarding_request;
