-- How two columns move together, as a claim says it; NULL where correlated() is: select correlation_in_words(x, y)
create or replace macro correlation_in_words(x, y) as
format(
  'a correlation of {:+.2f} over {} months (95 % interval {:+.2f} to {:+.2f})', correlated(x, y).observed,
  regr_count(x, y), correlated(x, y).low, correlated(x, y).high
);
