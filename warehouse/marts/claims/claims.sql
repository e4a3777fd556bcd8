/*
description: >
  What published articles claim, part by part, compared with the data. `point_in_time`: its period, as known on the
  claim date. `revised`: the same period, as known now. `latest`: the newest period, NO_DATA while a source is late. A
  claim whose words fix its period has no `latest`. Causal claims are at best CONSISTENT.
view: true
columns:
  claim: [code, "Article and number of the claim: B04."]
  part: [name, "One number of a claim that has several."]
  part_number: [number, "Place of the part in the claim's file."]
  evaluation: [class, "point_in_time, revised or latest."]
  article: [code, "Article: see reference.articles."]
  line: [number, "Line of the article."]
  quote: [text, "The words of the article."]
  statement: [text, "What is claimed, in plain words."]
  claimant: [text, "Who said it, as the article names them."]
  claim_date: [date, "Day on which it was said."]
  kind: [class, "level, change, extreme, rank, share, comparison, trend, causal, event or opinion."]
  as_of: [date, "Day as of which the data are known. NULL: everything known at the publication."]
  period: "Last day of the period of which the part is evaluated."
  age_days: [days, "Days from the end of the period to the day on which this is read. NULL: the part has no period."]
  observed: [unit of the row, "The value in the data. NULL: there is none."]
  observed_low: [unit of the row, "Lower end of the 95 % interval of an estimate. NULL: observed is no estimate."]
  observed_high: [unit of the row, "Upper end of the 95 % interval of an estimate. NULL: observed is no estimate."]
  claimed: [unit of the row, "The claimed value, or the bound that the claim sets."]
  rule: [class, "How observed is compared with claimed: about, below, above, at_most, at_least, consistent_below, consistent_above, untestable."]
  because: [text, "Why this rule and this tolerance."]
  verdict: [class, "SUPPORTED, SUPPORTED_ROUNDED (within rounding and vintage), CONTRADICTED or MIXED. Causal claims: CONSISTENT or NOT_CONSISTENT. INCONCLUSIVE: the interval holds what is claimed and its opposite. UNTESTABLE, NO_VINTAGE (no data of that day are archived) or NO_DATA."]
  claim_verdict: [class, "Verdict of the whole claim: that of its evaluated parts. MIXED where they differ, so that it depends on the window or the estimator. NO_VINTAGE where the parts that were not known then would turn it."]
  parts_unknown: [count, "Parts of the claim of which nothing is known, evaluated that way; the claim's verdict is that of the others."]
  is_stale: [flag, "Supported then, and not any more: of the newest period, or of the same one as revised where there is no latest. NULL in the other rows."]
  evidence_sql: [text, "The query to paste. NULL: there is none to ask."]
  reason: [text, "One sentence with the numbers in it."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [claim, part, evaluation]}
  - expect_column_values_to_be_in_set: {column: verdict, value_set: [SUPPORTED, SUPPORTED_ROUNDED, CONTRADICTED, MIXED, CONSISTENT, NOT_CONSISTENT, INCONCLUSIVE, UNTESTABLE, NO_VINTAGE, NO_DATA]}
  - expect_column_values_to_not_be_null: {column: verdict}
  - expect_column_values_to_not_be_null: {column: reason}
  - name: evaluated_three_ways_unless_dated
    no_rows: >-
      select claim, part from marts.claims group by all
      having count(*) filter (evaluation <> 'latest') <> 2 or count(*) filter (evaluation = 'latest') > 1
  - name: inconclusive_by_an_interval
    rows_where: verdict = 'INCONCLUSIVE' and not observed between observed_low and observed_high
  - name: a_causal_claim_is_never_supported
    rows_where: kind = 'causal' and verdict in ('SUPPORTED', 'SUPPORTED_ROUNDED')
  - name: point_in_time_never_uses_later_vintages
    rows_where: verdict = 'NO_VINTAGE' and evaluation <> 'point_in_time'
  - name: every_article_is_known
    rows_where: article not in (select article from reference.articles)
*/
with
-- What is said of the newest period hangs on the sources that end in it or in the month after: one that ended before was
-- not needed, one that goes on has not begun to lack. Without a period every source counts.
ends as (
  select
    j.claim,
    j.part,
    f.state,
    format(
      'After {} nothing is held of {}{}.', month_of(f.newest_period),
      string_agg(regexp_extract(s.title, '^[^:,]+'), ' and ' order by s.title),
      case when f.state = 'late' then format(', now {} days late', f.days_late) else '' end
    ) as says
  from (
    select
      claim,
      part,
      period,
      unnest(sources) as source
    from meta.evaluations
    where evaluation = 'latest' and rule <> 'untestable' and (verdict is not null or needs is null)
  ) as j
  join marts.freshness as f using (source)
  join meta.sources as s using (source)
  where
    f.state in ('late', 'frozen')
    and last_day(f.newest_period) between last_day(coalesce(j.period, f.newest_period))
    and last_day(coalesce(j.period, f.newest_period) + interval 1 month)
  group by j.claim, j.part, f.state, month_of(f.newest_period), f.days_late
),

late as (
  select
    claim,
    part,
    string_agg(says, ' ' order by says) filter (state = 'late') as why,
    string_agg(says, ' ' order by says) filter (state = 'frozen') as ended
  from ends
  group by claim, part
),

evaluated_parts as (
  select
    j.*,
    case when j.evaluation = 'latest' then l.why end as late_because,
    case when j.evaluation = 'latest' then l.ended end as ended,
    case
      when j.verdict = 'UNTESTABLE' then 'UNTESTABLE'
      when late_because is not null then 'NO_DATA'
      when j.verdict is not null then j.verdict
      when j.evaluation = 'point_in_time' and max(j.observed) filter (j.evaluation = 'revised') over part_of is not null
        then 'NO_VINTAGE'
      else 'NO_DATA'
    end as part_verdict
  from meta.evaluations as j
  left join late as l using (claim, part)
  window part_of as (partition by j.claim, j.part)
),

-- What a part says when revised, if on the day of the claim nothing was known of it.
filled as (
  select
    *,
    case
      when part_verdict in ('NO_DATA', 'NO_VINTAGE')
        then max(part_verdict) filter (evaluation = 'revised') over (partition by claim, part)
      else part_verdict
    end as filled_verdict
  from evaluated_parts
),

weighed as (
  select
    *,
    count(*) filter (part_verdict in ('NO_DATA', 'NO_VINTAGE')) over whole as parts_unknown,
    verdict_of_parts(list(part_verdict) over whole) as of_known,
    verdict_of_parts(list(filled_verdict) over whole) as of_all
  from filled
  window whole as (partition by claim, evaluation)
),

today as (
  select max(read_on) as read_on
  from marts.freshness
)

select
  claim,
  part,
  part_number,
  evaluation,
  article,
  line,
  quote,
  statement,
  claimant,
  claim_date,
  kind,
  as_of,
  period,
  datediff('day', period, read_on) as age_days,
  observed,
  observed_low,
  observed_high,
  claimed,
  unit,
  rule,
  tolerance,
  because,
  part_verdict as verdict,
  -- Parts that were not known then, and would turn the verdict, leave it open.
  case
    when evaluation = 'point_in_time' and replace(of_all, '_ROUNDED', '') <> replace(of_known, '_ROUNDED', '')
      then 'NO_VINTAGE'
    else of_known
  end as claim_verdict,
  parts_unknown,
  case
    when
      evaluation = 'latest'
      or (evaluation = 'revised' and count(*) filter (evaluation = 'latest') over part_of = 0) then
      coalesce(
        max(part_verdict) filter (evaluation = 'point_in_time') over part_of in ('SUPPORTED', 'SUPPORTED_ROUNDED')
        and part_verdict not in ('SUPPORTED', 'SUPPORTED_ROUNDED', 'NO_DATA'), false
      )
  end as is_stale,
  evidence_sql,
  case
    when part_verdict = 'NO_DATA' and late_because is not null
      then
        'Cannot be evaluated for today. ' || late_because || coalesce(' ' || reason, '')
    when reason is not null then reason || coalesce(' ' || ended, '')
    when evaluation = 'point_in_time' and (needs is null or part_verdict = 'NO_VINTAGE')
      then
        'Cannot be evaluated point-in-time: not every value asked for was archived by '
        || as_of
        || coalesce('. Archived by then, though not for every holder or series: ' || nullif(coverage, ''), '')
        || '.'
    when needs is null
      then
        'No row meets the conditions of the query'
        || coalesce(' for ' || month_of(period), '')
        || ', or its value is NULL'
        || coalesce('. Held: ' || nullif(coverage, ''), '')
        || '.'
    else
      'Not available'
      || coalesce(' for ' || month_of(period), '')
      || ' until it is fetched: '
      || rtrim(needs, '.')
      || '.'
  end as reason
from weighed
cross join today
window part_of as (partition by claim, part)
order by claim, part_number, evaluation = 'latest', evaluation = 'revised'
