"""Invented initiatives in bulk: what benchmarks and load tests run on."""

from showcase.generation.runs import (
    DEFAULT_BATCH,
    DEFAULT_UNITS,
    MAX_COUNT,
    SIGNAL_LIMIT,
    GenerationError,
    generate,
)

__all__ = ["DEFAULT_BATCH", "DEFAULT_UNITS", "MAX_COUNT", "SIGNAL_LIMIT", "GenerationError", "generate"]
