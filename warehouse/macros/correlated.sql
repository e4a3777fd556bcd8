-- The correlation of two columns with its 95 % interval (Fisher 1921); NULL with fewer than 24 pairs: select correlated(x, y)
create or replace macro correlated(x, y) as
case when regr_count(x, y) >= 24 and abs(corr(x, y)) < 1 then {
  observed: corr(x, y),
  low: fisher(corr(x, y), regr_count(x, y), -1.96),
  high: fisher(corr(x, y), regr_count(x, y), 1.96)
} end;
