"""Logging by structlog: readable lines in development, one JSON object per line in production."""

import sys
from typing import Any

import structlog

__all__ = ["configure_logs"]


def configure_logs(*, json: bool, level: int) -> dict[str, Any]:
    """Configure structlog and return the matching `LOGGING` dictionary.

    Messages of Django and of libraries pass through the same processors, so that every line carries the
    request's id. `level` is a number of the `logging` module.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: list[structlog.typing.Processor] = (
        [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
        if json
        else [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                "foreign_pre_chain": shared,
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would print every line twice.
            "django": {"handlers": [], "level": "NOTSET"},
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            # In development runserver's line per request is enough, and editors' actions are in their history.
            "django_structlog": {"level": "INFO" if json else "ERROR"},
            "wagtail": {"level": "INFO" if json else "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "elastic_transport": {"level": "WARNING"},
        },
    }
