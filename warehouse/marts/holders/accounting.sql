/*
description: >
  Every accounting identity of the TIC files, by basis and month: how far it is off, in whole USD mn, and how far it
  may be. Checks across files compare equal releases only.
columns:
  identity: [name, "What must equal what."]
  difference_usd_mn: [USD mn, "Left side less right side; of several rows the largest difference."]
  tolerance_usd_mn: [USD mn, "Largest difference that rounding allows, inclusive."]
headline: [USD mn, "Largest difference of an accounting identity", "select month, max(abs(difference_usd_mn)) from marts.accounting group by month"]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [identity, basis, month]}
  # 2018-04 of the frozen Table 3D is off by 497 as published.
  - name: no_identity_is_off_by_more_than_rounding
    rows_where: >-
      abs(difference_usd_mn) > tolerance_usd_mn
      and not (basis = 'slt3d' and month = date '2018-04-30' and difference_usd_mn = 497)
*/
with
sums as (
  select
    basis,
    month,
    sum(holdings_usd_bn) filter (row_class in ('country', 'group') or holder_id = 'ALL_OTHER') as rows_and_other,
    sum(holdings_usd_bn) filter (holder_id = 'GRAND_TOTAL') as grand_total,
    sum(holdings_usd_bn) filter (row_class = 'region' or holder_id = 'CAN') as regions,
    sum(holdings_usd_bn) filter (holder_id = 'ALL_COUNTRIES') as all_countries,
    sum(holdings_usd_bn) filter (holder_id = 'INTL_ORGS') as organizations,
    sum(holdings_usd_bn) filter (holder_id = 'FOREIGN_OFFICIAL') as official,
    sum(holdings_usd_bn) filter (holder_id = 'FOREIGN_NON_OFFICIAL') as non_official,
    sum(holdings_usd_bn) filter (holder_id = 'FOREIGN_OFFICIAL_BILLS') as official_bills,
    sum(holdings_usd_bn) filter (holder_id = 'FOREIGN_OFFICIAL_COUPONS') as official_coupons,
    max(abs(long_term_usd_bn + bills_usd_bn - holdings_usd_bn)) as split_gap
  from staging.positions
  group by basis, month
),

within_a_file as (
  select
    basis,
    month,
    unnest([
      {
        identity: 'rows + All Other = Grand Total', applies: ['table5', 'mfh_history'],
        gap: rows_and_other - grand_total, tolerance: 650
      },
      {
        identity: 'official bills + bonds and notes = official', applies: ['table5', 'mfh_history'],
        gap: official_bills + official_coupons - official, tolerance: 100
      },
      {
        identity: 'regions = all countries', applies: ['table3', 'slt3d'],
        gap: regions - all_countries, tolerance: 3
      },
      {
        identity: 'all countries + organizations = Grand Total', applies: ['table3', 'slt3d'],
        gap: all_countries + organizations - grand_total, tolerance: 1
      },
      {
        identity: 'official + non-official = Grand Total', applies: ['table3'],
        gap: official + non_official - grand_total, tolerance: 1
      },
      {
        identity: 'long-term + bills = holdings', applies: ['table3', 'slt3d'],
        gap: split_gap, tolerance: 1
      }
    ], recursive := true)
  from sums
),

table5_and_table3 as (
  select
    'table5' as basis,
    five.month,
    'Table 5 = Table 3 of the same release' as identity,
    max(abs(five.holdings_usd_bn - three.holdings_usd_bn)) as gap,
    50 as tolerance
  from staging.positions as five
  join staging.positions as three using (month, holder_id, release)
  where five.basis = 'table5' and three.basis = 'table3'
  group by five.month
),

-- Table 1 in every version, since it may be newer here than Table 3.
table1 as (
  select
    last_day((h.date || '-01')::date) as month,
    c.holder_id,
    h.for_lt_treas_pos / 1000 as holdings_usd_bn,
    h.for_lt_treas_net / 1000 as net_long_term_purchases_usd_bn,
    h.for_lt_treas_valchg / 1000 as valuation_usd_bn,
    h.valid_from,
    h.release
  from history.tic_slt1 as h
  join reference.countries as c on h.country_code = c.tic_code
),

table1_and_table3 as (
  select
    'table1' as basis,
    one.month,
    'Table 1 Treasuries = Table 3 long-term of the same release' as identity,
    max(
      greatest(
        abs(one.holdings_usd_bn - three.long_term_usd_bn),
        abs(one.net_long_term_purchases_usd_bn - three.net_long_term_purchases_usd_bn),
        abs(one.valuation_usd_bn - three.valuation_usd_bn)
      )
    ) as gap,
    1 as tolerance
  from table1 as one
  join staging.tic_slt3 as three
    on
      one.month = three.month and one.holder_id = three.holder_id
      and three.release between one.valid_from and one.release
  group by one.month
),

identities as (
  select * exclude (applies)
  from within_a_file
  where list_contains(applies, basis)
  union all by name
  from table5_and_table3
  union all by name
  from table1_and_table3
)

select
  identity,
  basis,
  month,
  round(1000 * gap)::double as difference_usd_mn,
  tolerance::double as tolerance_usd_mn
from identities
where gap is not null
order by identity, basis, month
