"""Everything that changes stories: one verb a file."""
