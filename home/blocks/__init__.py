"""StreamField blocks, one family per module; `stream` puts them together for the page types."""
