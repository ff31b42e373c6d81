"""Inspection of what is published: links that lead nowhere, pictures without a description.

`inspect` reads every live page, snippet and setting, and writes what it finds into `home.models.Finding`;
`outside.check_due` asks other sites. Neither runs within a request for a page; see `manage.py check_links`.
"""
