-- How two columns move together, as a claim says it; NULL as t_of is: select correlation_in_words(x, y)
create or replace macro correlation_in_words(x, y) as
format(
  'correlate at {:+.2f} over {} months: {}', corr(x, y), regr_count(x, y), t_in_words(t_of(x, y))
);
