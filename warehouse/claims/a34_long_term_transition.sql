/*
claim: "This is the beginning of a long-term transition, not a temporary panic."
article: A
line: 163
quote: "This is the beginning of a long-term transition, not a temporary panic"
claimant: "the post"
claim_date: 2026-01-22
kind: opinion
parts:
  transition: {unit: "-", rule: untestable, because: "a forecast: a transition is known from a panic only afterwards"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
needs: "It would be settled by the dollar's share of reserves at constant exchange rates in the years to come: a transition if it goes on falling, a panic if it returns to that of 2025."
*/
