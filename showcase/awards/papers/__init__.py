"""Decisions and lists of the award desk as files: what stands on them, and two forms of it."""
