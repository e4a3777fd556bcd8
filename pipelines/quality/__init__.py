"""Expectations: their vocabulary, their evaluation, their results."""
