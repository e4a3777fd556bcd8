-- A month in words: select month_of(date '2025-11-30')
create or replace macro month_of(day) as strftime(day, '%Y-%m');
