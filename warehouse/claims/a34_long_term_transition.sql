/*
claim: "This is the beginning of a long-term transition, not a temporary panic."
article: A
line: 163
quote: "This is the beginning of a long-term transition, not a temporary panic"
claimant: "the post"
claim_date: 2026-01-22
kind: opinion
parts:
  transition: {unit: "-", rule: untestable, because: "whether a transition has begun or a panic is a forecast: the two are told apart only afterwards"}
series: "select quarter, share_pct from marts.currency_shares where currency = 'USD' and method = 'all_reserves' order by quarter"
needs: "The dollar's share of reserves at constant exchange rates would settle it in the years to come. If it goes on falling it was a transition; if it returns to that of 2025, a panic."
*/
