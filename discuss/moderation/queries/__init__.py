"""What moderators see. The viewer comes first; each module answers one question in a fixed number of statements."""

from discuss.moderation.queries.blind import check_told
from discuss.moderation.queries.cards import PAGE, Card, branch, cards, severe_among, versions
from discuss.moderation.queries.decided import (
    decided,
    exported_decisions,
    get_decision,
    latest_about,
    latest_about_account,
    latest_about_discussion,
    open_appeals,
    rule_of_latest,
    rule_version,
    source_of,
    told_meanwhile,
)
from discuss.moderation.queries.discussions import thread, threads
from discuss.moderation.queries.echoes import echoes
from discuss.moderation.queries.filters import Filters
from discuss.moderation.queries.misuse import REPEATED, SPAN, Reporting, pause_of_reports, reporting_of, writing_facts
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
from discuss.moderation.queries.second_looks import Look, drawn_decision, find_taken, get_look, looks_waiting
from discuss.moderation.queries.urgent import Elsewhere, on_call, urgent_elsewhere
from discuss.moderation.queries.windows import count_between, decided_between, decided_by_others_since

__all__ = [
    "PAGE",
    "QUEUES",
    "REPEATED",
    "SPAN",
    "AuthorFacts",
    "Card",
    "Elsewhere",
    "Filters",
    "Look",
    "Queue",
    "Reporting",
    "Standing",
    "about_person",
    "branch",
    "cards",
    "check_told",
    "comments_of",
    "count_between",
    "decided",
    "decided_between",
    "decided_by_others_since",
    "disagreements",
    "drawn_decision",
    "earlier_about",
    "echoes",
    "exported_decisions",
    "exported_reports",
    "facts_of",
    "find_taken",
    "get_decision",
    "get_look",
    "get_person",
    "get_proposal",
    "latest_about",
    "latest_about_account",
    "latest_about_discussion",
    "looks_waiting",
    "names_of",
    "notes_about",
    "on_call",
    "open_appeals",
    "open_proposal",
    "open_proposals",
    "own_stretch",
    "pause_of_reports",
    "quality",
    "queue_page",
    "reporting_of",
    "rule_of_latest",
    "rule_version",
    "severe_among",
    "softened",
    "source_of",
    "standing",
    "thread",
    "threads",
    "told_meanwhile",
    "urgent_elsewhere",
    "versions",
    "writing_facts",
]
