"""What the editor of a campaign is told above the fields."""

from typing import Any

from wagtail.admin.panels import HelpPanel

__all__ = ["ReportReminderPanel"]


class ReportReminderPanel(HelpPanel):
    """Reminds that a campaign has ended and has no closing report; not shown otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        """Show the project's own words."""
        kwargs.setdefault("template", "wagtailadmin/home/report_reminder.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """The reminder of one campaign."""

        def is_shown(self) -> bool:
            """Only for a saved campaign that is over and unreported."""
            return bool(super().is_shown() and self.instance.pk and self.instance.awaits_report)
