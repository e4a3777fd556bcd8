/*
claim: "Sanctions and asset freezes have terrified central banks."
article: A
line: 81
quote: "That realization has terrified central banks"
claimant: "the post"
claim_date: 2026-01-22
kind: opinion
parts:
  statement: {unit: "-", rule: untestable, because: "whether central banks are terrified is a state of mind, which no series shows"}
needs: "It would take a register of sanctions by country and year beside the composition of reserves, and motives would stay unobserved."
*/
