"""Everything that changes moderation: one verb a file."""
