"""Rows → columns in memory, and from them Parquet and CSV: thousands of values in one call.

The CSV says the same as `writers.csv_lines`, byte for byte but for two things that every reader takes alike: all text
is quoted, and lines end with a line feed alone.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from showcase.exporting.cells import FORMULA, MARK
from showcase.exporting.columns import COLUMNS, LIST_SEPARATOR, Column, Type
from showcase.exporting.rows import Row

__all__ = ["Columns", "ParquetFile", "columns_of", "csv_bytes"]

Columns: TypeAlias = pa.RecordBatch
"""The values of some rows, by column."""

_GROUP = 20_000
"""Rows of one group: what a reader has to hold at least, and what is held here."""

_TYPES = {
    Type.TEXT: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.DATE: pa.date32(),
    Type.MOMENT: pa.timestamp("us", tz="UTC"),
    Type.BOOLEAN: pa.bool_(),
    Type.LIST: pa.list_(pa.string()),
}
_SCHEMA = pa.schema(
    [
        pa.field(
            column.name, _TYPES[column.type], metadata={"label": column.label, "meaning": column.meaning}
        )
        for column in COLUMNS
    ]
)
_WITHOUT_HEADING = pyarrow.csv.WriteOptions(include_header=False)


def columns_of(rows: Sequence[Row]) -> Columns:
    """Rows by column, with their types; at least one row."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)


def csv_bytes(rows: Columns) -> bytes:
    """Lines of CSV, without a heading, in which no cell is a formula."""
    cells = [_cells(column, array) for column, array in zip(COLUMNS, rows.columns, strict=True)]
    out = BytesIO()
    batch = pa.RecordBatch.from_arrays(cells, names=_SCHEMA.names)
    pyarrow.csv.write_csv(batch, out, _WITHOUT_HEADING)
    return out.getvalue()


def _cells(column: Column, array: pa.Array) -> pa.Array:
    match column.type:
        case Type.LIST:
            return _neutralised(pc.binary_join(array, LIST_SEPARATOR))
        case Type.TEXT:
            return _neutralised(array)
        case Type.MOMENT:
            # Without its zone, which is UTC: no table of zones is needed on the machine.
            return pc.strftime(array.cast(pa.timestamp("us")), format="%Y-%m-%dT%H:%M:%S+00:00")
    return array


def _neutralised(texts: pa.Array) -> pa.Array:
    runs = pc.match_substring_regex(texts, FORMULA)
    if not pc.any(runs).as_py():
        return texts
    return pc.if_else(runs, pc.binary_join_element_wise(MARK, texts, ""), texts)


class ParquetFile:
    """A file of row groups, compressed with Zstandard."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._batches: list[Columns] = []

    def __enter__(self) -> "ParquetFile":
        self._writer = pq.ParquetWriter(self._path, _SCHEMA, compression="zstd")
        return self

    def write(self, rows: Columns) -> None:
        """Add rows; a group is written when it is full."""
        self._batches.append(rows)
        if sum(batch.num_rows for batch in self._batches) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._batches))
        self._batches.clear()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._batches:
                self._flush()
        finally:
            self._writer.close()
