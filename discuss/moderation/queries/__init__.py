"""What moderators see. The viewer comes first; each module answers one question in a fixed number of statements."""

from discuss.moderation.queries.cards import PAGE, Card, branch, cards, versions
from discuss.moderation.queries.decided import (
    decided,
    exported_decisions,
    get_decision,
    latest_about,
    open_appeals,
    rule_version,
    source_of,
    told_meanwhile,
)
from discuss.moderation.queries.discussions import thread, threads
from discuss.moderation.queries.filters import Filters
from discuss.moderation.queries.people import (
    AuthorFacts,
    about_person,
    comments_of,
    earlier_about,
    exported_reports,
    facts_of,
    get_person,
    get_proposal,
    notes_about,
    open_proposal,
    open_proposals,
    softened,
)
from discuss.moderation.queries.quality import disagreements, names_of, own_stretch, quality
from discuss.moderation.queries.queues import (
    QUEUES,
    Queue,
    Standing,
    queue_page,
    standing,
)
from discuss.moderation.queries.second_looks import Look, get_look, looks_waiting

__all__ = [
    "PAGE",
    "QUEUES",
    "AuthorFacts",
    "Card",
    "Filters",
    "Look",
    "Queue",
    "Standing",
    "about_person",
    "branch",
    "cards",
    "comments_of",
    "decided",
    "disagreements",
    "earlier_about",
    "exported_decisions",
    "exported_reports",
    "facts_of",
    "get_decision",
    "get_look",
    "get_person",
    "get_proposal",
    "latest_about",
    "looks_waiting",
    "names_of",
    "notes_about",
    "open_appeals",
    "open_proposal",
    "open_proposals",
    "own_stretch",
    "quality",
    "queue_page",
    "rule_version",
    "softened",
    "source_of",
    "standing",
    "thread",
    "threads",
    "told_meanwhile",
    "versions",
]
