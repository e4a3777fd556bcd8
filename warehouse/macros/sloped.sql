-- The slope of y on x with its 95 % interval; NULL with fewer than 24 pairs: select sloped(y, x)
create or replace macro sloped(y, x) as
case when regr_count(y, x) >= 24 then {
  observed: regr_slope(y, x),
  low: regr_slope(y, x) - t_quantile(regr_count(y, x) - 2) * slope_error(y, x),
  high: regr_slope(y, x) + t_quantile(regr_count(y, x) - 2) * slope_error(y, x)
} end;
