"""How initiatives are numbered and between which years they lie: known to models and to readers of files. Pure."""

__all__ = ["CODE_PATTERN", "FIRST_YEAR", "LAST_YEAR"]

CODE_PATTERN = r"[A-Z]{2,4}-\d{4}-\d{4,9}"
FIRST_YEAR, LAST_YEAR = 1945, 2200
