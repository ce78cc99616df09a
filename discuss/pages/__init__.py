"""The owner's own pages: terms, privacy and contact, as dated files beside default texts."""
