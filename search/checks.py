"""What is wrong with the settings of search, said before the site starts.

| id | meaning |
|---|---|
| `search.E001` | the engine is not one that there is |
| `search.E002` | Elasticsearch is chosen, but no address of it is known |
| `search.E003` | the folder of the embedded index cannot be written |
| `search.W001` | the embedded index is chosen for a site on several hosts |
| `search.W002` | on a public server, saving waits for Elasticsearch |
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from search.engines import ENGINES

__all__ = ["check_deployment", "check_engine"]


@register()
def check_engine(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """The engine can be used as configured."""
    engine = settings.SEARCH["ENGINE"]
    if engine not in ENGINES:
        return [
            Error(
                f"SEARCH_ENGINE là {engine!r}, không phải một máy tìm kiếm đã biết.",
                hint=f"Chọn một trong: {', '.join(ENGINES)}.",
                id="search.E001",
            )
        ]
    if engine == "elasticsearch":
        hosts = settings.SEARCH["ELASTICSEARCH"]["hosts"]
        if not hosts or not all(
            urlsplit(host).scheme in {"http", "https"} and urlsplit(host).hostname for host in hosts
        ):
            return [
                Error(
                    "Chọn Elasticsearch nhưng chưa có địa chỉ của nó.",
                    hint="Đặt ELASTICSEARCH_URL, ví dụ https://tim-kiem.example:9200.",
                    id="search.E002",
                )
            ]
    elif not _is_writable(Path(settings.SEARCH["PATH"])):
        return [
            Error(
                f"Không ghi được vào thư mục chỉ mục {settings.SEARCH['PATH']}.",
                hint="Cho tài khoản chạy trang quyền ghi, hoặc đặt DATA_DIR sang chỗ khác.",
                id="search.E003",
            )
        ]
    return []


@register(Tags.compatibility, deploy=True)
def check_deployment(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """The engine fits a public server."""
    engine, found = settings.SEARCH["ENGINE"], []
    if engine == "embedded" and settings.SEARCH["SITE_HOSTS"] > 1:
        found.append(
            Warning(
                f"Trang chạy trên {settings.SEARCH['SITE_HOSTS']} máy nhưng chỉ mục nằm trong thư mục của từng máy:"
                " mỗi máy sẽ trả lời một khác.",
                hint="Đặt SEARCH_ENGINE=elasticsearch, hoặc SITE_HOSTS=1 nếu chỉ có một máy.",
                id="search.W001",
            )
        )
    if engine == "elasticsearch" and settings.TASKS_BACKEND == "immediate":
        found.append(
            Warning(
                "Mỗi lần lưu phải đợi Elasticsearch, vì việc nền chạy ngay trong yêu cầu.",
                hint="Đặt TASKS_BACKEND=database và chạy manage.py db_worker.",
                id="search.W002",
            )
        )
    return found


def _is_writable(path: Path) -> bool:
    """Whether a folder can be written, or made where it is missing."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)
