/*
description: >
  What published articles claim, part by part, judged by the data. `then`: as known on the day it was said, of the period it
  speaks of; `revised`: the same period, as known now; `latest`: the same statement about the newest period. One file a
  claim: warehouse/claims/. Causal claims are at best CONSISTENT with the stated mechanism.
columns:
  claim: [code, "Article and number of the claim: B04."]
  part: [name, "One number of a claim that has several."]
  part_number: [number, "Place of the part in the claim's file."]
  judged: [class, "then, revised or latest."]
  article: [code, "Article: see reference.articles."]
  line: [number, "Line of the article."]
  quote: [text, "The words of the article."]
  statement: [text, "What is claimed, in plain words."]
  said_by: [text, "Who said it, as the article names them."]
  said_on: [date, "Day on which it was said."]
  kind: [class, "level, change, extreme, rank, share, comparison, trend, causal, event or opinion."]
  as_of: [date, "Day as of which the data are known. NULL: everything known at the publication."]
  period: "Last day of the period of which the part is judged."
  observed: [unit of the row, "What the data say. NULL: they say nothing."]
  claimed: [unit of the row, "What the claim says, or the bound that it sets."]
  rule: [class, "How observed is held against claimed: about, below, above, at_most, at_least, consistent_below, consistent_above, untestable."]
  because: [text, "Why this rule and this tolerance."]
  verdict: [class, "SUPPORTED, SUPPORTED_ROUNDED, CONTRADICTED, MIXED, CONSISTENT, NOT_CONSISTENT, UNTESTABLE, NO_VINTAGE (nothing of that day is held) or NO_DATA."]
  claim_verdict: [class, "Verdict of the whole claim: that of its parts of which something is known, MIXED where some support and some contradict it."]
  parts_unknown: [count, "Parts of the claim of which nothing is known, judged that way; the claim's verdict is that of the others."]
  is_stale: [flag, "Supported then, and not of the newest period."]
  evidence_sql: [text, "The query to paste. NULL: there is none to ask."]
  reason: [text, "One sentence with the numbers in it."]
expect:
  - expect_compound_columns_to_be_unique: {column_list: [claim, part, judged]}
  - expect_column_values_to_be_in_set: {column: verdict, value_set: [SUPPORTED, SUPPORTED_ROUNDED, CONTRADICTED, MIXED, CONSISTENT, NOT_CONSISTENT, UNTESTABLE, NO_VINTAGE, NO_DATA]}
  - expect_column_values_to_not_be_null: {column: verdict}
  - expect_column_values_to_not_be_null: {column: reason}
  - name: three_judgements_of_every_part
    no_rows: select claim, part from marts.claims group by all having count(*) <> 3
  - name: a_causal_claim_is_never_supported
    rows_where: kind = 'causal' and verdict in ('SUPPORTED', 'SUPPORTED_ROUNDED')
  - name: no_figure_of_today_stands_for_one_of_that_day
    rows_where: verdict = 'NO_VINTAGE' and judged <> 'then'
  - name: every_article_is_known
    rows_where: article not in (select article from reference.articles)
*/
with
judged_parts as (
  select
    *,
    case
      when verdict is not null then verdict
      when judged = 'then' and max(observed) filter (judged = 'revised') over part_of is not null then 'NO_VINTAGE'
      else 'NO_DATA'
    end as part_verdict
  from meta.judgements
  window part_of as (partition by claim, part)
),

weighed as (
  select
    *,
    count(*) filter (part_verdict in ('SUPPORTED', 'SUPPORTED_ROUNDED', 'CONSISTENT')) over whole as for_it,
    count(*) filter (part_verdict in ('CONTRADICTED', 'NOT_CONSISTENT')) over whole as against_it,
    count(*) filter (part_verdict = 'MIXED') over whole as mixed,
    count(*) filter (part_verdict in ('NO_DATA', 'NO_VINTAGE')) over whole as parts_unknown,
    -- The weakest of those that support it, else why nothing can be said.
    min(part_verdict) filter (part_verdict in ('CONTRADICTED', 'NOT_CONSISTENT')) over whole as against,
    max(part_verdict) filter (part_verdict in ('SUPPORTED', 'SUPPORTED_ROUNDED')) over whole as supports,
    max(part_verdict) filter (part_verdict = 'CONSISTENT') over whole as consistent,
    max(part_verdict) filter (part_verdict in ('NO_DATA', 'NO_VINTAGE')) over whole as missing
  from judged_parts
  window whole as (partition by claim, judged)
)

select
  claim,
  part,
  part_number,
  judged,
  article,
  line,
  quote,
  statement,
  said_by,
  said_on,
  kind,
  as_of,
  period,
  observed,
  claimed,
  unit,
  rule,
  tolerance,
  because,
  part_verdict as verdict,
  if(
    mixed > 0 or (for_it > 0 and against_it > 0), 'MIXED',
    coalesce(against, supports, consistent, missing, 'UNTESTABLE')
  ) as claim_verdict,
  parts_unknown,
  case
    when judged = 'latest' then
      coalesce(
        max(part_verdict) filter (judged = 'then') over part_of in ('SUPPORTED', 'SUPPORTED_ROUNDED')
        and part_verdict not in ('SUPPORTED', 'SUPPORTED_ROUNDED'), false
      )
  end as is_stale,
  evidence_sql,
  coalesce(
    reason,
    case
      when judged = 'then' and (needs is null or part_verdict = 'NO_VINTAGE')
        then
          'What is held of what was known on ' || as_of || ' does not suffice'
          || coalesce(' for ' || strftime(period, '%Y-%m'), '') || ': ' || coverage || '.'
      else
        'Not at hand'
        || coalesce(' for ' || strftime(period, '%Y-%m'), '')
        || ' until it is fetched: '
        || rtrim(coalesce(needs, coverage), '.')
        || '.'
    end
  ) as reason
from weighed
window part_of as (partition by claim, part)
order by claim, part_number, judged = 'latest', judged = 'revised'
