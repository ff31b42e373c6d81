"""The award desk: rounds, candidates, what the rules say of them, decisions on paper and in the catalogue."""
