"""Names of uploaded files: readable, of a sensible length, and of one kind only."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.uploads.limits import limits

__all__ = ["check_name", "extension", "is_program"]

_PROGRAM_NAMES = """
    apk app asp aspx bat bin cgi cmd com cpl dll dmg docm dotm elf exe hta htm html jar js jse jsp lnk
    mhtml mjs msi msp ps1 php phar phtml pl potm ppam ppsm pptm py rb reg scr sh sldm svg svgz swf vb vbe
    vbs wsf xht xhtml xlam xlsm xltm xml xsl
"""
_PROGRAMS = frozenset(_PROGRAM_NAMES.split())


def extension(name: str) -> str:
    """The last part of a name in small letters, without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def is_program(name: str) -> bool:
    """Whether any part of a name after a dot is of a kind that machines or browsers run."""
    return any(suffix.lower().lstrip(".").strip() in _PROGRAMS for suffix in PurePath(name).suffixes)


def check_name(name: str) -> None:
    """Refuse unreadable, over-long and double names: `hình.php.jpg` is a program to a careless server."""
    if "\x00" in name or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise ValidationError(_("Tên tệp có ký tự không đọc được. Hãy đặt lại tên tệp."), code="file_name")
    most = limits().max_name
    if len(name) > most:
        raise ValidationError(
            _("Tên tệp dài %(length)d ký tự, nhiều nhất %(most)d. Hãy rút gọn tên tệp.")
            % {"length": len(name), "most": most},
            code="file_name",
        )
    if is_program(name):
        raise ValidationError(
            _("Tên tệp “%(name)s” có đuôi của chương trình hoặc trang mạng; tệp như vậy không được nhận.")
            % {"name": name},
            code="file_name",
        )
