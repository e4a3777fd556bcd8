-- The t statistic of a correlation r over n pairs, against none at all: select t_of_correlation(0.21, 311)
create or replace macro t_of_correlation(r, n) as
if(n > 2, r * sqrt((n::double - 2) / (1 - r * r)), null);
