"""Working in the admin as a browser would: fill in the form shown, press a button, look at the answer."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from lxml import html as lxml_html
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.slugs import vietnamese_slug
from showcase.models import Initiative

__all__ = [
    "errors",
    "filled",
    "form",
    "initiative_url",
    "inline_formset",
    "messages",
    "page_add_url",
    "page_url",
    "snippet_url",
    "streamfield",
    "text_of",
    "walk_through_page",
    "with_slug",
]

_FORM_IDS = ("page-edit-form", "w-editor-form")


def form(response: Any) -> QueryDict:
    """What the editor form of a page would send back untouched; streams, which scripts build, are empty."""
    forms = lxml_html.document_fromstring(response.content).forms
    shown = next(one for one in forms if one.get("id") in _FORM_IDS)
    data = QueryDict(mutable=True)
    for field in shown.xpath(".//input[@name and not(@value) and not(@type='checkbox' or @type='radio')]"):
        data[field.get("name")] = ""
    for name, value in shown.form_values():
        # A browser drops the line break that a template writes at the head of a text area.
        data.appendlist(name, value.removeprefix("\n"))
    return data


def filled(response: Any, values: Mapping[str, Any], action: str = "") -> QueryDict:
    """The form of a page with these values typed in, sent by an action's button: "publish", or "" for a draft."""
    data = form(response)
    for name, value in nested_form_data(dict(values)).items():
        data.setlist(name, [str(value) if value is not None else ""])
    if action:
        data[f"action-{action}"] = f"action-{action}"
    return data


def snippet_url(name: str, action: str, *args: Any) -> str:
    """Address of a view of a snippet: `snippet_url("unit", "edit", 3)`."""
    app = "home" if name in {"documentkind", "issuer"} else "showcase"
    return reverse(f"wagtailsnippets_{app}_{name}:{action}", args=args)


def initiative_url(action: str, initiative: Initiative | None = None) -> str:
    """Address of a view of initiatives, or of one."""
    return snippet_url("initiative", action, *([initiative.pk] if initiative else []))


def page_add_url(model: type[Page], parent: Page) -> str:
    """Address at which a page of a type is added under another."""
    meta = model._meta
    return reverse("wagtailadmin_pages:add", args=[meta.app_label, meta.model_name, parent.pk])


def page_url(action: str, page: Page) -> str:
    """Address of a view of a page: `page_url("edit", page)`."""
    return reverse(f"wagtailadmin_pages:{action}", args=[page.pk])


def text_of(response: Any) -> str:
    """The words of a page, white space folded."""
    document = lxml_html.document_fromstring(response.content)
    for element in document.xpath("//script | //style | //template"):
        element.drop_tree()
    return " ".join(document.text_content().split())


def errors(response: Any) -> dict[str, list[str]]:
    """Errors of a refused form by the name of their field, those of inline rows as `authors-0-share`."""
    shown = response.context["form"]
    found = {name: [str(one) for one in listed] for name, listed in shown.errors.items()}
    for formset in shown.formsets.values():
        for row in formset.forms:
            for name, listed in row.errors.items():
                found[f"{row.prefix}-{name}"] = [str(one) for one in listed]
        if formset.non_form_errors():
            found[formset.prefix] = [str(one) for one in formset.non_form_errors()]
    return found


def messages(response: Any) -> str:
    """What the admin says at the top of the page that follows."""
    return " ".join(str(message) for message in response.context["messages"])


def with_slug(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new page with the slug that the script of the form writes while the title is typed."""
    return {"slug": vietnamese_slug(values["title"]), **values}


def walk_through_page(client: Client, model: type[Page], parent: Page, values: Mapping[str, Any]) -> Page:
    """Add a page as a draft, look at it, publish it, withdraw it, publish it again; returns it published."""
    values = with_slug(values)
    address = page_add_url(model, parent)
    blank = client.get(address)
    assert blank.status_code == 200
    preview = reverse(
        "wagtailadmin_pages:preview_on_add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
    )
    data = filled(blank, values)
    assert client.post(preview, data).json() == {"is_valid": True, "is_available": True}
    assert client.get(preview).status_code == 200

    answer = client.post(address, data)
    assert answer.status_code == 302, errors(answer)
    page = model.objects.child_of(parent).order_by("-pk")[0]
    assert not page.live
    assert client.get(page.url).status_code == 404

    # Rows written by now are in the form that is shown; sent as new ones they would be there twice.
    values = {name: value for name, value in values.items() if not _is_formset(value)}
    edit = page_url("edit", page)
    data = filled(client.get(edit), values)
    preview = page_url("preview_on_edit", page)
    assert client.post(preview, data).json() == {"is_valid": True, "is_available": True}
    assert client.get(preview).status_code == 200
    answer = client.post(edit, filled(client.get(edit), values, "publish"))
    assert answer.status_code == 302, errors(answer)
    _expect(client, page, 200)

    assert client.get(page_url("unpublish", page)).status_code == 200
    assert client.post(page_url("unpublish", page)).status_code == 302
    _expect(client, page, 404)

    client.post(edit, filled(client.get(edit), values, "publish"))
    _expect(client, page, 200)
    found: Page = model.objects.get(pk=page.pk)
    return found


def _is_formset(value: Any) -> bool:
    return isinstance(value, dict) and "TOTAL_FORMS" in value


def _expect(client: Client, page: Page, status: int) -> None:
    address = type(page).objects.get(pk=page.pk).url
    answer = client.get(address, follow=True)
    assert answer.status_code == status, address
