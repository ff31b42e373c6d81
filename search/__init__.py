"""Search over everything the site publishes: a projection of the database that can be deleted and rebuilt.

How a question travels: URL parameters → `search.params` → `SearchRequest` (`search.contract`) →
`search.query_tree` (pure) → an `Engine` (`search.engines`) → `SearchResponse`.
"""
