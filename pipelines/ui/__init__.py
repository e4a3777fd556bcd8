"""Dagster's page, served behind a guard."""
