"""Replay: published campaigns run again through our own rules, to see whether they come out as they did."""
