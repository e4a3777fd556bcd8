"""Every source, in reading order. A new source is one file here and one line below."""

from importlib import import_module

from pipelines.sources.base import Source

FILES = [
    "tic_slt3",
    "tic_mfh",
    "tic_mfh_history",
    "tic_slt3_history",
    "tic_first_prints",
    "tic_slt1",
    "tic_shl",
    "tic_form_s",
    "fred_tic",
    "imf_liquidity",
    "gold_tonnes_extract",
    "wgc_reserves",
    "treasury_gold",
    "worldbank_reserves",
    "imf_cofer",
    "imf_cofer_allocated",
    "worldbank_gold_price",
    "lbma_gold",
    "fiscal_debt_to_penny",
    "fiscal_interest_expense",
    "fiscal_mspd",
    "fiscal_average_rates",
    "fiscal_auctions",
    "treasury_par_curve",
    "treasury_real_curve",
    "fred",
    "fred_stress",
    "fred_accounts",
    "shiller_sp500",
    "binance_klines",
    "crypto_month_end_extract",
]
SOURCES: list[Source] = [import_module(f"{__name__}.{name}").SOURCE for name in FILES]
