"""Names of records and permissions that Wagtail and Django give in English alone.

What a template of theirs writes in English is seen to where templates are loaded (`sangkien.admin_words`).
"""

from django.contrib.auth.models import Permission
from django.utils import translation
from django.utils.text import capfirst
from wagtail.admin.views.pages.search import SearchView
from wagtail.contrib.simple_translation.models import SimpleTranslation
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.sites.views import IndexView as SiteIndexView

__all__ = ["name_models", "name_permissions"]

_MODELS = {Locale: "ngôn ngữ", ReferenceIndex: "liên kết", SimpleTranslation: "bản dịch"}
_ACTIONS = {
    "add": "Thêm",
    "change": "Sửa",
    "delete": "Xoá",
    "view": "Xem",
    "publish": "Xuất bản",
    "lock": "Khoá",
    "unlock": "Mở khoá",
    "choose": "Chọn",
}


def name_models() -> None:
    """Name the models without a name of their own, what a search found, and the columns of the list of sites."""
    for model, name in _MODELS.items():
        model._meta.verbose_name = model._meta.verbose_name_plural = name
    SearchView.verbose_name_plural = Page._meta.verbose_name_plural
    for column in SiteIndexView.columns:
        if column.name in ("port", "site_name", "root_page"):
            column.label = capfirst(Site._meta.get_field(column.name).verbose_name)


def name_permissions() -> None:
    """Rename the permissions that Django named: action and kind of record, as in "Sửa đơn vị"."""
    renamed = []
    with translation.override("vi"):
        for permission in Permission.objects.filter(name__startswith="Can ").select_related("content_type"):
            action = permission.codename.partition("_")[0]
            model = permission.content_type.model_class()
            if model and action in _ACTIONS:
                permission.name = f"{_ACTIONS[action]} {model._meta.verbose_name}"
                renamed.append(permission)
    Permission.objects.bulk_update(renamed, ["name"])
