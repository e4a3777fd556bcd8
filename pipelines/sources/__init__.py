"""Every source, in reading order. A new source is one file here and one line below."""

from pipelines.sources import tic_mfh, tic_mfh_history, tic_slt1, tic_slt3, tic_slt3_history

SOURCES = [
    tic_slt3.SOURCE,
    tic_mfh.SOURCE,
    tic_mfh_history.SOURCE,
    tic_slt3_history.SOURCE,
    tic_slt1.SOURCE,
]
