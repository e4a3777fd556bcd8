/*
claim: "China is defending itself against a coming collapse of the West."
article: B
line: 23
quote: "China is defending itself against the impending collapse from the West"
claimant: "a market watcher"
claim_date: 2026-01-22
kind: opinion
parts:
  statement: {unit: "-", rule: untestable, because: "what China intends, and a collapse to come, are opinions"}
needs: "No value tells why a holder sells, nor what has not happened."
*/
