"""How good the answers are: judged questions over the demonstration catalogue; see README.md here."""
