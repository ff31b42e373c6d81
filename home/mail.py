"""Mail that never costs anybody their work."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

__all__ = ["ForgivingBackend"]

logger = logging.getLogger(__name__)


class ForgivingBackend(BaseEmailBackend):
    """Hands mails to the backend of `MAIL_DELIVERY_BACKEND`; what fails is logged, not raised.

    Notices are sent while somebody saves: a mail server that is down must not turn a saved page into an error page.
    Whoever wants to know asks how many mails went out.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the backend that delivers."""
        super().__init__(fail_silently=True)
        kwargs.pop("fail_silently", None)
        self._delivery = get_connection(settings.MAIL_DELIVERY_BACKEND, **kwargs)

    def open(self) -> bool | None:
        """Open the connection; False when that fails."""
        try:
            return self._delivery.open()
        except Exception:
            logger.exception("The mail server cannot be reached")
            return False

    def close(self) -> None:
        """Close the connection, whatever its state."""
        try:
            self._delivery.close()
        except Exception:
            logger.exception("The connection to the mail server could not be closed")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each on its own; returns how many the mail server took."""
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> int:
        try:
            return int(self._delivery.send_messages([message]) or 0)
        except Exception:
            logger.exception("A mail was not sent", extra={"subject": message.subject})
            return 0
