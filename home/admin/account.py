"""One's own choice about the daily mail, among the notifications of the account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from home.models import ReminderChoice

__all__ = ["ReminderPanel"]


class ReminderForm(forms.ModelForm):
    """Yes or no."""

    class Meta:
        model = ReminderChoice
        fields = ["daily"]


@hooks.register("register_account_settings_panel")
class ReminderPanel(BaseSettingsPanel):
    """The daily mail."""

    name = "reminders"
    title = _("Thư nhắc việc")
    tab = notifications_tab
    order = 200
    form_class = ReminderForm

    def get_form(self) -> Any:
        """The form of the person's row, which is made when it is first saved."""
        choice = ReminderChoice.objects.filter(user=self.user).first() or ReminderChoice(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=choice, prefix=self.name)
