"""Merging and splitting bodies: a form, a look at what it changes, one transaction with an entry in the log."""
