"""Subscriptions: plans, who has which until when, and what that allows."""
