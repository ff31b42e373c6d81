"""Editorial pages: front page, campaigns, announcements, guidance documents, blocks, media, settings."""
