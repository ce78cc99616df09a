"""Everything that changes subscriptions: one verb a file."""
