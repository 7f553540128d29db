"""Speed, always as a ratio to a named reference that is measured in the same run; never collected by pytest."""
