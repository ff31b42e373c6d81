"""The public API: read-only JSON, composed of search, catalogue and pages; it holds no rules of its own.

`api` the description and its addresses, `routes` what is answered, `schemas` what records look like,
`records` rows → schemas, `problems` errors as RFC 9457 documents, `documentation` the description as a page.
"""

__all__: list[str] = []
