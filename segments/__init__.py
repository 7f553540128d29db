"""segments: WHO: people grouped by what holds them back, and membership of a person in these groups."""
