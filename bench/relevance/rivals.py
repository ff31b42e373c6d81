"""What is compared: the site's two engines and Wagtail's stock search, each holding the same records.

Each is a context manager that gives a function from a question to the records found, best first. Nothing of the
site is touched: the embedded engine works in a folder of its own, Elasticsearch under names of its own, and the
stock index is rolled back.
"""

import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection, models, transaction
from elasticsearch import Elasticsearch
from modelsearch.abstract_models import TextIDGenericRelation
from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from bench.relevance.judged import Record
from search.contract import IndexDocument, Kind, SearchRequest
from search.engines.base import Engine
from search.engines.elasticsearch import Cluster, ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine

__all__ = ["DEPTH", "Asker", "asker", "elasticsearch", "embedded", "stock"]

Asker = Callable[[str], list[Record]]

DEPTH = 20
"""Records that are looked at."""


def asker(engine: Engine) -> Asker:
    """Ask an engine as the site's search page does."""

    def ask(text: str) -> list[Record]:
        response = engine.search(SearchRequest(text, kinds=tuple(Kind), size=DEPTH, highlight=False))
        return [(hit.kind, hit.pk) for hit in response.hits]

    return ask


def _fill(engine: Engine, documents: Sequence[IndexDocument]) -> None:
    generation = engine.begin_rebuild()
    engine.bulk(documents, generation=generation, fresh=True)
    engine.promote(generation)


@contextmanager
def embedded(documents: Sequence[IndexDocument]) -> Iterator[Asker]:
    """The embedded engine."""
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        _fill(engine, documents)
        yield asker(engine)


@contextmanager
def elasticsearch(documents: Sequence[IndexDocument], urls: Sequence[str]) -> Iterator[Asker]:
    """Elasticsearch, on the cluster at these addresses."""
    cluster = Cluster(tuple(urls), prefix=f"relevance-{uuid.uuid4().hex[:12]}", replicas=0, search_timeout=20)
    try:
        engine = ElasticsearchEngine(cluster)
        _fill(engine, documents)
        yield asker(engine)
    finally:
        with Elasticsearch(list(urls), request_timeout=30) as client:
            left = list(client.indices.get_alias(index=f"{cluster.prefix}-*"))
            if left:
                client.indices.delete(index=left)


class StockText(index.Indexed, models.Model):
    """A record as Wagtail's own search would hold it: the same texts, the title boosted as it boosts pages'."""

    kind = models.CharField(max_length=20)
    record = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()

    search_fields: ClassVar[list[Any]] = [index.SearchField("title", boost=2), index.SearchField("text")]

    class Meta:
        app_label = "search"
        managed = False
        db_table = "bench_stock_text"

    def __str__(self) -> str:
        return self.title


# What the search of Wagtail gives every indexed model that is there when the site starts.
TextIDGenericRelation(IndexEntry).contribute_to_class(StockText, "index_entries")

_COLUMNS = "(id integer PRIMARY KEY, kind varchar(20), record integer, title text, text text)"


@contextmanager
def stock(documents: Sequence[IndexDocument], operator: str) -> Iterator[Asker]:
    """Wagtail's database search with all of the words ("and", its default) or any of them ("or")."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {StockText._meta.db_table} {_COLUMNS}")
        rows = [
            StockText(pk=number, kind=one.kind, record=one.pk, title=one.title, text=_text(one))
            for number, one in enumerate(documents, 1)
        ]
        StockText.objects.bulk_create(rows)
        backend = get_search_backend()
        backend.get_index_for_model(StockText).add_items(StockText, rows)

        def ask(text: str) -> list[Record]:
            found = backend.search(text, StockText, operator=operator)[:DEPTH]
            return [(Kind(row.kind), row.record) for row in found]

        yield ask
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {StockText._meta.db_table}")
        transaction.set_rollback(True)


def _text(document: IndexDocument) -> str:
    """Everything that the site's engines search, beside the title."""
    labels = [label.text for label in document.tags]
    pages = [page.text for page in document.attachments]
    texts = [*document.texts()][1:]
    return "\n".join(
        (*texts, document.title_en, document.unit_text, document.code, *document.authors, *labels, *pages)
    )
