"""Codes and titles that a file has already had, outside the memory of the process."""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from home.slugs import vietnamese_slug

__all__ = ["Seen", "title_key"]

_CACHE_KB = 16 * 1024
_MOST_VARIABLES = 500


def title_key(title: str, unit: int | None) -> bytes:
    """The same for titles of one unit that differ in marks, case and punctuation alone."""
    return hashlib.blake2b(f"{unit}/{vietnamese_slug(title, 250)}".encode(), digest_size=12).digest()


class Seen:
    """A scratch database in a file of its own, which is gone with the process: a million codes need no memory."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in (
            f"PRAGMA cache_size = -{_CACHE_KB}",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE codes (code TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE titles (title BLOB PRIMARY KEY, code TEXT NOT NULL) WITHOUT ROWID",
            "BEGIN",
        ):
            self._database.execute(statement)

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    def keep(self, path: Path, row: int) -> None:
        """Keep the codes up to a row in a file, for the process that goes on behind it."""
        self._database.execute("COMMIT")
        self._database.execute(f"PRAGMA user_version = {row:d}")
        with contextlib.closing(sqlite3.connect(path)) as kept:
            path.chmod(0o600)
            self._database.backup(kept)
        self._database.execute("BEGIN")

    def recall(self, path: Path, row: int) -> bool:
        """Know the codes up to a row that another process kept; False where there are none for this very row.

        The file is gone then: whoever is interrupted later must not be taken for who kept it.
        """
        if not path.exists():
            return False
        try:
            with contextlib.closing(sqlite3.connect(path)) as kept:
                if kept.execute("PRAGMA user_version").fetchone() != (row,):
                    return False
                self._database.execute("COMMIT")
                kept.backup(self._database)
                self._database.execute("BEGIN")
        except sqlite3.DatabaseError:
            # Half written: the codes are read from the table itself.
            return False
        finally:
            path.unlink()
        return True

    def repeated(self, codes: Sequence[tuple[str, int]]) -> dict[int, int]:
        """Note (code, row) pairs; rows whose code an earlier row has, with that row. Noting twice does no harm."""
        self._database.executemany("INSERT OR IGNORE INTO codes VALUES (?, ?)", codes)
        first: dict[str, int] = {}
        for start in range(0, len(codes), _MOST_VARIABLES):
            part = [code for code, _row in codes[start : start + _MOST_VARIABLES]]
            marks = ", ".join("?" * len(part))
            first.update(
                self._database.execute(
                    f"SELECT code, place FROM codes WHERE code IN ({marks})",  # noqa: S608 -- question marks alone
                    part,
                )
            )
        return {row: first[code] for code, row in codes if first[code] != row}

    def note_titles(self, titles: Iterable[tuple[bytes, str]]) -> None:
        """Note keys of titles with the code of their initiative; the first one stays."""
        self._database.executemany("INSERT OR IGNORE INTO titles VALUES (?, ?)", titles)

    def same_titles(self, titles: Sequence[tuple[bytes, str]]) -> dict[str, str]:
        """Note keys of titles; codes whose title another initiative has already, with the code of that one."""
        self.note_titles(titles)
        first: dict[bytes, str] = {}
        for start in range(0, len(titles), _MOST_VARIABLES):
            part = [title for title, _code in titles[start : start + _MOST_VARIABLES]]
            marks = ", ".join("?" * len(part))
            first.update(
                self._database.execute(
                    f"SELECT title, code FROM titles WHERE title IN ({marks})",  # noqa: S608 -- as above
                    part,
                )
            )
        return {code: first[title] for title, code in titles if first[title] != code}
