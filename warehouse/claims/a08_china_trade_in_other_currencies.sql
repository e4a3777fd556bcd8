/*
claim: "China has been pushing trade settlement in currencies other than the dollar."
article: A
line: 39
quote: "pushing trade settlement in non-USD currencies"
claimant: "the post"
claim_date: 2026-01-22
kind: trend
parts:
  statement: {unit: "-", rule: untestable, because: "no series of the currency of settlement is available"}
needs: "It would take the share of the renminbi in China's cross-border receipts and payments, from its exchange authority."
*/
