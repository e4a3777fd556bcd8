-- A t statistic as a claim says it: select t_in_words(0.8)
create or replace macro t_in_words(t) as
format('t = {:+.1f}{}', t, if(abs(t) < 1.96, ', no evidence either way', ''));
