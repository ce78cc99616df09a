"""Everything that changes comments: one verb a file."""
