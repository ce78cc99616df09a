"""Everything moderators and reporters do: one verb a file."""

from discuss.moderation.actions.acknowledge import acknowledge
from discuss.moderation.actions.answer import answer
from discuss.moderation.actions.appeal import LONGEST as LONGEST_APPEAL
from discuss.moderation.actions.appeal import appeal
from discuss.moderation.actions.ask_replay import ask_replay
from discuss.moderation.actions.claim import claim, release
from discuss.moderation.actions.clear_case_files import clear_case_files
from discuss.moderation.actions.confirm_order import confirm_order
from discuss.moderation.actions.decide import decide, decide_branch, decide_many
from discuss.moderation.actions.decide_account import decide_account
from discuss.moderation.actions.decide_notice import NOTICE_OUTCOMES, decide_notice
from discuss.moderation.actions.decide_story import decide_story
from discuss.moderation.actions.draw_looks import draw_looks
from discuss.moderation.actions.end_holds import end_holds
from discuss.moderation.actions.erase_again import erase_again
from discuss.moderation.actions.file_notice import NOTICE_CATEGORIES, NewNotice, file_notice
from discuss.moderation.actions.finish_purges import finish_purges
from discuss.moderation.actions.forget_mailboxes import forget_mailboxes
from discuss.moderation.actions.forget_notifiers import forget_notifiers
from discuss.moderation.actions.forget_words import forget_with_account, forget_words
from discuss.moderation.actions.look_again import look_again
from discuss.moderation.actions.make_case_file import make_case_file
from discuss.moderation.actions.mark_order_mistaken import ORDER_STATES, mark_order_mistaken
from discuss.moderation.actions.note import note
from discuss.moderation.actions.propose import propose, settle
from discuss.moderation.actions.read_hold import read_hold
from discuss.moderation.actions.record_order import ORDER_KINDS, NewOrder, record_order
from discuss.moderation.actions.report import CATEGORIES, SHORT, Complaint, report
from discuss.moderation.actions.reverse_window import MOST as MOST_REVERSED
from discuss.moderation.actions.reverse_window import reverse_window
from discuss.moderation.actions.reword_rule import Wording, reword_rule
from discuss.moderation.actions.run_replays import run_replays
from discuss.moderation.actions.settle_order import settle_order
from discuss.moderation.actions.soften import soften
from discuss.moderation.actions.switch_on import switch_on
from discuss.moderation.actions.take_look import put_back, take_look
from discuss.moderation.actions.undo import undo

__all__ = [
    "CATEGORIES",
    "LONGEST_APPEAL",
    "MOST_REVERSED",
    "NOTICE_CATEGORIES",
    "NOTICE_OUTCOMES",
    "ORDER_KINDS",
    "ORDER_STATES",
    "SHORT",
    "Complaint",
    "NewNotice",
    "NewOrder",
    "Wording",
    "acknowledge",
    "answer",
    "appeal",
    "ask_replay",
    "claim",
    "clear_case_files",
    "confirm_order",
    "decide",
    "decide_account",
    "decide_branch",
    "decide_many",
    "decide_notice",
    "decide_story",
    "draw_looks",
    "end_holds",
    "erase_again",
    "file_notice",
    "finish_purges",
    "forget_mailboxes",
    "forget_notifiers",
    "forget_with_account",
    "forget_words",
    "look_again",
    "make_case_file",
    "mark_order_mistaken",
    "note",
    "propose",
    "put_back",
    "read_hold",
    "record_order",
    "release",
    "report",
    "reverse_window",
    "reword_rule",
    "run_replays",
    "settle",
    "settle_order",
    "soften",
    "switch_on",
    "take_look",
    "undo",
]
