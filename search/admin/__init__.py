"""What editors see of search in the admin: each module registers its own pages and menu entries."""
