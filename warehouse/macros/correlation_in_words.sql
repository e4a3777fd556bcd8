-- How two columns move together, as a claim says it; NULL where correlated() is: select correlation_in_words(x, y)
create or replace macro correlation_in_words(x, y) as
format('a correlation of {:+.2f} over {} months', correlated(x, y).observed, regr_count(x, y));
