-- A correlation over n pairs moved by z standard errors, on the scale on which they are normal: select fisher(0.5, 40, -1.96)
create or replace macro fisher(r, n, z) as
1 - 2 / ((1 + r) / (1 - r) * exp(2 * z / sqrt(n - 3)) + 1);
