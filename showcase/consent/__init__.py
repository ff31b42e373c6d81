"""What consents allow and what their end takes away.

- `obstacles` answers whether a record may be published.
- `effects` carries out the end of a consent everywhere.
- `mentions` finds names in words, where no machine can say who is meant.
- `shown` tells templates which pictures may be shown now.
"""
