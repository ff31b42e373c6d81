"""Settings: `base` is shared by `dev`, `test` and `production`. Only these modules read the environment."""
