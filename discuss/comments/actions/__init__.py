"""Everything that changes comments and drafts: one verb a file."""

from discuss.comments.actions.edit import edit
from discuss.comments.actions.keep_draft import claim_draft, keep_draft, token_hash
from discuss.comments.actions.mend import mend
from discuss.comments.actions.post import NewComment, post
from discuss.comments.actions.prune_drafts import prune_drafts
from discuss.comments.actions.rerender import rerender
from discuss.comments.actions.withdraw import withdraw, withdraw_again

__all__ = [
    "NewComment",
    "claim_draft",
    "edit",
    "keep_draft",
    "mend",
    "post",
    "prune_drafts",
    "rerender",
    "token_hash",
    "withdraw",
    "withdraw_again",
]
