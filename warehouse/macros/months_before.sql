-- The month-end some months before: select months_before(date '2025-11-30', 12)
create or replace macro months_before(day, n) as last_day(day - to_months(n::integer));
