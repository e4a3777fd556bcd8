/*
claim: "The moves of foreign holders indicate a fundamental reassessment of U.S. credit risk."
article: B
line: 25
quote: "These movements indicate a fundamental reassessment of U.S. credit risk by major foreign holders"
claimant: "the article"
claim_date: 2026-01-22
kind: causal
parts:
  statement: {unit: "-", rule: untestable, because: "no free series of the price of U.S. credit risk is available"}
needs: "It would take credit default swaps on the United States, beside the term premium. Interventions by country would tell credit risk from the defence of a currency."
*/
