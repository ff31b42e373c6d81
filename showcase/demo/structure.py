"""Units, fields, award types: what every record refers to. Existing records are left as they are."""

from typing import Any

from showcase.demo.prose import paragraphs
from showcase.demo.reader import read, read_folder
from showcase.models import AwardThreshold, AwardType, Field, Unit, UnitSuccession

__all__ = ["load_structure"]


def load_structure() -> None:
    """Add the units, fields and award types that are missing."""
    _load_units()
    _load_fields()
    _load_awards()


def _load_units() -> None:
    known: dict[str, Unit] = {unit.slug: unit for unit in Unit.objects.all()}

    def add(key: str, parent: str | None, **values: Any) -> None:
        if key in known:
            return
        unit = Unit(slug=key, **values)
        if parent is None:
            known[key] = Unit.add_root(instance=unit)
        else:
            # treebeard counts children on the instance at hand, so it must be the current one
            known[key] = Unit.objects.get(pk=known[parent].pk).add_child(instance=unit)

    structure = read("units")
    for row in structure["units"]:
        add(
            row["key"],
            row["parent"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            place=row.get("place") or "",
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
        )
    for file in read_folder("initiatives"):
        for row in file["workplaces"]:
            add(
                row["key"],
                row["under"],
                name=row["name"],
                short_name=row["name"].replace("Công đoàn cơ sở", "CĐCS"),
                workplace=row["workplace"],
                kind=Unit.Kind.GRASSROOTS,
                sector=row["sector"],
                members=row["members"],
                members_on=structure["workplace_members_on"],
                place=known[row["under"]].place,
                is_demo=True,
            )
    UnitSuccession.objects.bulk_create(
        [
            UnitSuccession(
                old=known[row["from"]],
                new=known[row["to"]],
                on=row["date"],
                legal_basis=row["legal_basis"] or "",
            )
            for row in structure["successions"]
        ],
        ignore_conflicts=True,
    )


def _load_fields() -> None:
    for order, row in enumerate(read("fields")["fields"]):
        parent, created = Field.objects.get_or_create(
            slug=row["slug"], defaults={"name": row["name"], "sort_order": order, "summary": row["summary"]}
        )
        if created:
            parent.intro = "".join(f"<p>{text}</p>" for text in paragraphs(row["intro"]))
            parent.questions = [("question", question) for question in row["questions"]]
            parent.save()
        for position, child in enumerate(row["children"]):
            Field.objects.get_or_create(
                slug=child["slug"], defaults={"name": child["name"], "parent": parent, "sort_order": position}
            )


def _load_awards() -> None:
    data = read("awards")
    for row in data["awards"]:
        body = Unit.objects.get(slug=row["body"]) if row["body"] else None
        award, created = AwardType.objects.get_or_create(
            slug=row["key"],
            defaults={
                "name": row["name"],
                "body": body,
                "level": row["level"],
                "subject": row.get("subject", AwardType.Subject.INITIATIVE),
                "description": row["description"],
            },
        )
        if created:
            AwardThreshold.objects.bulk_create(
                AwardThreshold(
                    award_type=award,
                    valid_from=threshold["valid_from"],
                    valid_to=threshold["valid_to"],
                    min_value=threshold["min_value"],
                    min_years=threshold["min_years"],
                    max_education=threshold["max_education"] or "",
                    allows_leaders=threshold["leadership"],
                    text=threshold["text"],
                    source=threshold["source"],
                )
                for threshold in data["thresholds"]
                if threshold["award"] == row["key"]
            )
