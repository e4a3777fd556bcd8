-- Net purchases in words, negative ones as sales, with the digits of a format: select bought_or_sold(-2.249, '{:.2f}')
create or replace macro bought_or_sold(usd_bn, digits) as
case when usd_bn < 0 then 'sold ' else 'bought ' end || format(digits, abs(usd_bn)) || ' bn net';
