"""campaigns: THE WORDS: what should change, which messages may be said, and whether they may be said so."""
