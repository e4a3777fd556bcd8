/*
claim: "Denmark's investments in U.S. Treasuries are less than $100 million."
article: B
line: 17
quote: "It is less than $100 million"
claimant: "Scott Bessent"
claim_date: 2026-01-22
kind: level
period: 2025-10-31
parts:
  denmark: {claimed: 0.1, unit: "USD bn", rule: below, because: "the sentence speaks of Denmark"}
  pension_fund: {unit: "-", rule: untestable, because: "the value is that of the fund AkademikerPension, which the article gives in line 13, and no series of single funds is published"}
series: "select month, holdings_usd_bn from marts.holders where holder_id = 'DNK' and month >= date '2011-09-30' order by month"
*/
select
  unnest([
    {
      part: 'denmark', observed: holdings_usd_bn,
      reason: format(
        'Denmark held {:.1f} bn of Treasury securities in {}, {:.0f} times 100 million.',
        holdings_usd_bn,
        month_of(month),
        10 * holdings_usd_bn
      )
    },
    {
      part: 'pension_fund', observed: null,
      reason: 'About $100 million is what the fund AkademikerPension was said to sell; TIC knows no single fund.'
    }
  ], recursive := true)
from marts.holders
where holder_id = 'DNK' and month = date '2025-10-31'
