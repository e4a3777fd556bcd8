/*
description: TIC levels as they were first reported, with their meaning and their witness, in USD bn.
columns:
  witness: [text, "Who reported the figure, where the file it comes from is not held (basis first_print)."]
  is_independent_of_articles: [flag, "The witness is not an article whose claims are judged here. NULL: the publisher's own file."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [month, holder_id]}
  - expect_column_values_to_not_be_null: {column: holder_id}
*/
with
labels as (
  select
    holder_id,
    row_class,
    unnest(labels) as label
  from reference.countries
)

select
  p.month,
  l.holder_id,
  l.row_class,
  p.holdings_usd_bn,
  p.reported_by as witness,
  p.is_independent_of_articles,
  p.source,
  p.vintage,
  p.release
from known.tic_first_prints as p
left join labels as l using (label)
order by month, holder_id
