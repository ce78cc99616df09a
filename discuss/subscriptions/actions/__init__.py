"""Everything that changes subscriptions: one matter a file."""

from discuss.subscriptions.actions.grant import end, first_moment_after, grant, take
from discuss.subscriptions.actions.present import present_offer

__all__ = ["end", "first_moment_after", "grant", "present_offer", "take"]
