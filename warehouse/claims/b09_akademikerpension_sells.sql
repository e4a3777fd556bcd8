/*
claim: AkademikerPension will sell about $100 million of U.S. Treasuries by the end of January 2026.
article: B
line: 13
quote: "AkademikerPension, has announced that it will sell all of its U.S. Treasury bonds worth about $100 million"
claimant: AkademikerPension
claim_date: 2026-01-22
kind: event
parts:
  sold: {unit: USD bn, rule: untestable, because: "no publisher reports the holdings of a single fund"}
needs: "It would take the fund's own reports; TIC knows countries only."
*/
