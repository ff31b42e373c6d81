"""What the careful editing views of pages and of records share; the rules are in `home.editing`."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name

from home.editing import (
    OVER_FIELD,
    Stale,
    accepts_overwriting,
    label,
    mend_rows,
    put_back,
    remember,
    remembered,
    staleness,
    stamp,
)

__all__ = ["CONFLICT", "CarefulEditing", "is_success", "with_addresses", "write_failure"]

CONFLICT = 409
"""Status of the answer to an outdated save (RFC 9110, section 15.5.10)."""

_SAVED = {200, 302}


class CarefulEditing:
    """What both kinds of edit views share: decide on the locked record, refuse outdated forms, remember saves."""

    request: Any
    form: Any
    conflict: Stale | None = None
    form_id: str

    def newest(self) -> Any:
        """The newest revision of the locked record."""
        raise NotImplementedError

    def compare_url(self, stale: Stale) -> str:
        """Where the newest revision is compared with the one that the form was opened from."""
        raise NotImplementedError

    def prepare(self, record: Any, draft: Any, newest: Any) -> None:
        """Complete what the form sent for a record, before anybody reads it; `draft` is its newest version."""
        self.saved_form = remembered(self.request)
        data = self.request.POST
        if self.saved_form and self.saved_form.record == label(record):
            data = put_back(data, self.saved_form, newest)
        data = mend_rows(data, draft)
        if accepts_overwriting(data, newest):
            data = data.copy()
            # Knowingly on top, but as a draft: what the public reads changes by a button of its own.
            for name in [name for name in data if name.startswith("action-")]:
                del data[name]
            data["loaded_revision_id"] = str(newest.pk)
            data["loaded_revision_created_at"] = newest.created_at.isoformat()
            data.pop("overwrite_revision_id", None)
        self.request.POST = data
        self.conflict = staleness(data, newest)

    def keep(self, response: HttpResponse, record: Any) -> None:
        """Remember a save that succeeded."""
        form = getattr(self, "form", None)
        if self.saved_form is None or form is None or not form.is_bound or response.status_code not in _SAVED:
            return
        if response.status_code == 200 and not is_success(response):
            return
        remember(self.saved_form, record, self.newest(), form)

    @property
    def is_stopped(self) -> bool:
        """Whether the form must not be saved: it is outdated, or the database has refused it twice."""
        return self.conflict is not None or bool(getattr(self.request, "write_failed", False))

    def tell(self) -> None:
        """Say who saved when, and offer to compare and to save on top."""
        told = write_failure() if self.conflict is None else self._message(self.conflict)
        messages.error(self.request, told, extra_tags="conflict")

    def _message(self, stale: Stale) -> SafeString:
        newest = stale.newest
        own = newest.user_id == self.request.user.pk
        who = _("chính bạn, ở một cửa sổ khác") if own else user_display_name(newest.user) or _("người khác")
        when = formats.date_format(timezone.localtime(newest.created_at), "H:i d/m/Y")
        told = _(
            "Chưa lưu: bản này đã được %(who)s lưu lúc %(when)s, sau khi bạn mở trang. Những gì bạn gõ vẫn còn "
            "nguyên ở dưới."
        ) % {"who": who, "when": when}
        buttons = [
            format_html(
                '<a class="button button-small button-secondary" href="{}" target="_blank" rel="noopener">{}</a>',
                self.compare_url(stale),
                _("Xem người kia đã sửa gì"),
            ),
            format_html(
                '<button class="button button-small button-secondary" type="submit" form="{}" name="{}" value="{}">'
                "{}</button>",
                self.form_id,
                OVER_FIELD,
                stamp(newest),
                _("Vẫn lưu bản của tôi thành bản nháp mới nhất"),
            ),
        ]
        return format_html(
            '{} <span class="buttons">{}</span>',
            told,
            format_html_join(" ", "{}", ((one,) for one in buttons)),
        )

    def conflict_context(self) -> dict[str, Any]:
        """The form goes on saying what it was opened from, so that the next save is stopped as well."""
        return {
            "loaded_revision_created_at": self.request.POST.get("loaded_revision_created_at", ""),
            "autosave_enabled": False,
            "has_unsaved_changes": True,
        }


def write_failure() -> str:
    return _(
        "Chưa lưu: một dòng hoặc một mã trùng với dữ liệu vừa được lưu ở nơi khác. Những gì bạn gõ vẫn còn nguyên "
        "ở dưới; mở lại trang ở cửa sổ khác để đối chiếu."
    )


def is_success(response: HttpResponse) -> bool:
    """Whether the answer to an autosave says so."""
    if response.headers.get("Content-Type") != "application/json":
        return False
    return bool(json.loads(response.content).get("success"))


def with_addresses(answer: HttpResponse, edit_url: str) -> HttpResponse:
    """A browser that still shows the form of a new record learns where it is edited from now on."""
    if is_success(answer):
        found = json.loads(answer.content)
        found.update(url=edit_url, hydrate_url=f"{edit_url}?_w_hydrate_create_view=1")
        answer.content = json.dumps(found).encode()
    return answer
