/*
claim: "Emerging markets face capital flight."
article: A
line: 139
quote: "Emerging markets face capital flight"
claimant: "the post"
claim_date: 2026-01-22
kind: causal
parts:
  statement: {unit: "-", rule: untestable, because: "no free series of portfolio flows to emerging markets is available"}
needs: "It would take portfolio flows to emerging markets by month, such as those of the Institute of International Finance."
*/
