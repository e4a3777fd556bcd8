/*
claim: "Falling Treasury prices reduce collateral and force institutions to sell risk assets."
article: B
line: 39
quote: "when U.S. Treasury prices fall, the value of collateral declines, forcing financial institutions to reduce their holdings of risk assets"
claimant: "analysts"
claim_date: 2026-01-22
kind: causal
parts:
  statement: {unit: "-", rule: untestable, because: "no free series of haircuts or of collateral is available"}
needs: "It would take repo haircuts and volumes, the MOVE index, and positions of dealers by asset class."
*/
