-- The 97.5 % quantile of Student's t with some degrees of freedom, five at least (Abramowitz and Stegun 26.7.5): select t_quantile(32)
create or replace macro t_quantile(df) as 1.959964 + 2.372271 / df + 2.822493 / (df * df);
