-- Do two columns move together? The t statistic of their correlation; NULL with fewer than 24 pairs: select t_of(x, y)
create or replace macro t_of(x, y) as
if(regr_count(x, y) >= 24, corr(x, y) * sqrt((regr_count(x, y) - 2.0) / (1 - corr(x, y) ^ 2)), null);
