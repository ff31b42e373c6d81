"""Management of the whole project."""
