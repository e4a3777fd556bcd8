/*
description: >
  Every total of Treasury holdings ever printed for a holder or a total, by file and by the day from which it counted:
  what marts.holders would have said on any day. A value in USD bn with one decimal in most files.
columns:
  change_1m_at_vintage_usd_bn: [USD bn, "Change since the month before, both as the same file had them on that day; includes price."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id, basis, vintage]}
  - expect_column_values_to_not_be_null: {column: holdings_usd_bn}
  - expect_column_values_to_not_be_null: {column: row_class}
*/
with
printed as (
  select *
  from staging.position_versions
  where holdings_usd_bn is not null
)

select
  p.month,
  p.holder_id,
  c.country,
  c.row_class,
  p.basis,
  p.preference,
  p.valid_from as vintage,
  p.valid_to as superseded_on,
  p.holdings_usd_bn,
  if(
    p.valid_from < coalesce(before.valid_to, date '9999-12-31'), p.holdings_usd_bn - before.holdings_usd_bn, null
  ) as change_1m_at_vintage_usd_bn,
  p.witness,
  p.is_independent_of_articles,
  p.source
from printed as p
join reference.countries as c using (holder_id)
-- Of the month before, the version that counted on that day.
asof left join printed as before
  on
    p.basis = before.basis and p.holder_id = before.holder_id and before.month = last_day(p.month - interval 1 month)
    and p.valid_from >= before.valid_from
order by p.month, p.holder_id, p.valid_from, p.preference
