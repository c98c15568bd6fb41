-- A delivery is written twice: when it is planned, and when it was made. No index is about its status, and its page has room, so
-- that the second write changes no index.
drop index public.message_deliveries_waiting;
create index message_deliveries_of_part on public.message_deliveries (occurrence_id, part);
alter table public.message_deliveries set (fillfactor = 40);
