-- Troy ounces of fine gold in a tonne, 1,000,000 g at 31.1034768 g an ounce: select 36200 * ounces_per_tonne()
create or replace macro ounces_per_tonne() as 32150.7466;
