-- The standard error of the slope of y on x: select slope_error(y, x)
create or replace macro slope_error(y, x) as
sqrt((1 - regr_r2(y, x)) * regr_syy(y, x) / regr_sxx(y, x) / (regr_count(y, x) - 2));
