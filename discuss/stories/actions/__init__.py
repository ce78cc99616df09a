"""Everything that changes stories: one verb a file."""

from discuss.stories.actions.publish import publish, withdraw
from discuss.stories.actions.save import document_of, save

__all__ = ["document_of", "publish", "save", "withdraw"]
