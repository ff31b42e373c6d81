"""Offices of the demonstration, and what lies on their desks. Existing ones are left as they are."""

from django.contrib.auth import get_user_model

from home.models import AnnouncementPage, Office
from home.workflow.notices import muted
from showcase.demo.editorial import Tree
from showcase.demo.prose import article
from showcase.demo.reader import read
from showcase.models import OfficeUnit, Unit

__all__ = ["load_desk", "load_members", "load_offices"]


def load_offices() -> None:
    """Add the offices that are missing, with the units they look after."""
    for row in read("offices")["offices"]:
        office, created = Office.objects.get_or_create(
            name=row["name"], defaults={"name_en": row["name_en"], "short_name": row["short_name"]}
        )
        if created and row["unit"]:
            OfficeUnit.objects.create(office=office, unit=Unit.objects.get(slug=row["unit"]))


def load_members() -> None:
    """Put the demonstration accounts into their offices; they exist in development only."""
    users = get_user_model()
    for row in read("offices")["offices"]:
        members = users._default_manager.filter(username__in=row["members"])
        Office.objects.get(name=row["name"]).members.add(*members)


def load_desk(tree: Tree) -> None:
    """Drafts of the demonstration accounts, submitted: something waits for the editor and for the approver."""
    users = get_user_model()
    for row in read("desk")["drafts"]:
        if AnnouncementPage.objects.child_of(tree.announcements).filter(slug=row["slug"]).exists():
            continue
        author = users._default_manager.get(username=row["author"])
        page = AnnouncementPage(
            slug=row["slug"],
            title=row["title"],
            lede=row["lede"],
            office=Office.objects.get(name=row["office"]),
            urgent=row["urgent"],
            body=article(row["body"]),
            owner=author,
            live=False,
            is_demo=True,
        )
        type(tree.announcements).objects.get(pk=tree.announcements.pk).add_child(instance=page)
        page.save_revision(user=author)
        workflow = page.get_workflow()
        if workflow is not None:
            with muted():
                workflow.start(page, author)
