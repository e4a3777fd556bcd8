/*
claim: "Denmark has less than 1 % of Europe's holdings."
article: B
line: 11
quote: "Denmark accounts for less than 1% of the total U.S. government securities holdings"
claimant: "the article"
claim_date: 2026-01-22
kind: share
period: 2025-10-31
candidates: [2025-11-30]
parts:
  share: {claimed: 1, unit: "%", rule: below, because: "less than 1 %; both of the same month"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  'share' as part,
  100 * denmark.holdings_usd_bn / europe.holdings_usd_bn as observed,
  format(
    'Denmark held {:.1f} of Europe''s {:,.0f} bn in {}, or {:.2f} %, '
    || 'by residence of the custodian''s client and not of the owner.',
    denmark.holdings_usd_bn, europe.holdings_usd_bn, month_of(europe.month),
    100 * denmark.holdings_usd_bn / europe.holdings_usd_bn
  ) as reason
from marts.totals as europe
left join marts.holders as denmark on europe.month = denmark.month and denmark.holder_id = 'DNK'
where europe.row_id = 'TOTAL_EUROPE' and europe.month = date '2025-10-31'
