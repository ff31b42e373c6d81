"""What the catalogue adds to the admin beside its lists and forms."""
