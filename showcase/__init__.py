"""The catalogue of initiatives, featured stories, statistics, import and export."""
