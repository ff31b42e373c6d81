"""Every record that is public today gets its row, so that the feed tells of all of them from the start.

A million initiatives are written in one statement: about ten seconds.
"""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import F, Value
from django.utils import timezone

_SNIPPETS = (("initiative", "Initiative", "code"), ("field", "Field", "slug"), ("unit", "Unit", "slug"))
_PAGES = (
    ("campaign", "home", "CampaignPage", "slug"),
    ("document", "home", "GuidancePage", "symbol"),
    ("story", "showcase", "StoryPage", "slug"),
)


def seed(apps: Any, schema_editor: Any) -> None:
    """Write the rows; numbers are given when they are first asked for."""
    change = apps.get_model("showcase", "PublicChange")
    now = timezone.now()
    for kind, name, key in _SNIPPETS:
        model = apps.get_model("showcase", name)
        rows = model.objects.filter(live=True) if name == "Initiative" else model.objects.all()
        columns = {"of_kind": Value(kind), "number": F("pk"), "name_": F(key)}
        sql, params = rows.order_by().annotate(**columns).values_list(*columns).query.sql_with_params()
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {change._meta.db_table}"  # noqa: S608 -- names of our own tables; values are parameters
                " (kind, object_id, key, changed_at, appeared, is_public)"
                f" SELECT rows_.of_kind, rows_.number, rows_.name_, %s, TRUE, TRUE FROM ({sql}) AS rows_",
                [schema_editor.connection.ops.adapt_datetimefield_value(now), *params],
            )
    closed = list(
        apps.get_model("wagtailcore", "PageViewRestriction").objects.values_list("page__path", flat=True)
    )
    for kind, app, name, key in _PAGES:
        pages = apps.get_model(app, name).objects.filter(
            live=True, locale__language_code=settings.LANGUAGE_CODE
        )
        change.objects.bulk_create(
            [
                change(kind=kind, object_id=pk, key=called, changed_at=now, appeared=True, is_public=True)
                for pk, path, called in pages.values_list("pk", "path", key)
                if not path.startswith(tuple(closed))
            ],
            batch_size=500,
        )


class Migration(migrations.Migration):
    """Rows for what is public today."""

    dependencies = [
        ("showcase", "0011_catalogue_data"),
        ("home", "0010_editors_house"),
    ]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
