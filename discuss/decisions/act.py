"""What is said about one kind of decision; all kinds stand in ``acts``. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Act:
    """One kind of decision."""

    slug: str
    title: str  # on buttons
    done: str  # in the log, and in the line after the act
    told: str = ""  # to the person it is about, as the subject of a mail; '' tells nobody
    subject: str = "comment"  # comment, story, account, or decision
    statuses: frozenset[str] = frozenset()  # statuses of a comment that it applies to
    to_status: str = ""  # the status that it leads to; '' keeps it
    needs_rule: bool = False  # what takes something from somebody always does
    reason: str = ""  # filled in when none is given; '' means that one must be given
    restricts: bool = False  # takes something from the person it is about: gets a statement, can be appealed
    lifts: bool = False  # gives something back
    settles: bool = True  # a person has looked: reports are closed, the comment leaves the queues
    public: bool = True  # stands in the public log
    ends: bool = False  # has an end, which must be given
    two_people: bool = False  # proposed by one person, confirmed by another
    scope: str = "comment"  # how far an act on a comment goes, one of statements.SCOPES
