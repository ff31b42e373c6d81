"""What the editorial layer adds to the admin: each module registers its own pages, menu entries and messages."""
