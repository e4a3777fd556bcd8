"""Audited, copied, swapped in; rebuilt as of a day; described."""
