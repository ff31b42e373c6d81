"""Lists that people keep in a spreadsheet: reading them, whatever program wrote them, and importing initiatives.

Reading and understanding know no models and run in processes without settings; `planning` decides, also without a
database; `work` and what it calls write.
"""
