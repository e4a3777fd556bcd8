-- A file has ended, and is not late: the publisher still answered two months after the first missing period came out: has_ended(last_success_at, missing_since)
create or replace macro has_ended(last_success_at, missing_since) as
last_success_at >= missing_since + interval 60 day
