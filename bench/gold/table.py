"""Reading a gold that is kept as Parquet."""

from __future__ import annotations

from pathlib import Path

from bench.gold.rows import Row


def read_table(path: Path) -> list[Row]:
    """All rows of a Parquet file. Raises FileNotFoundError; pyarrow is needed for this alone, so it is asked for here."""
    import pyarrow.parquet as parquet

    rows: list[Row] = parquet.read_table(path).to_pylist()
    return rows
