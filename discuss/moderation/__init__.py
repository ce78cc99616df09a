"""Moderation: reports, what moderators do about them, suspensions, and the desk."""
