/*
claim: "Gold has no counterparty risk, no sanctions risk and no printing."
article: A
line: 147
quote: "No counterparty risk"
claimant: "the post"
claim_date: 2026-01-22
kind: opinion
parts:
  statement: {unit: "-", rule: untestable, because: "what gold is free of is a property of the asset and of where it is kept, not a value"}
needs: "No series could show it; gold kept abroad has been frozen before."
*/
