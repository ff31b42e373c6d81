"""Units through time: who succeeded whom, counts as of then or under today's bodies, pages, mergers and splits."""
