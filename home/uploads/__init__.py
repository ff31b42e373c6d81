"""What may be uploaded: every file is what its name says, within limits, and carries nothing hidden.

`checks.check_document` and `images.check_image` raise `ValidationError` with a reason in Vietnamese; the admin's forms
ask them on every way in (`forms`). Limits are `settings.UPLOADS`; types and sizes are Wagtail's own settings.
"""
