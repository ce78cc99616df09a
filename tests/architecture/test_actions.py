"""What an ``actions`` package offers takes the actor first and asks permission before anything else."""

import ast

from tests.architecture.source import CODE, ROOT, name, tree

FILES = [path for path in CODE if path.parent.name == "actions" and path.name != "__init__.py"]


def offered() -> dict[str, ast.FunctionDef]:
    """Return the functions that the ``actions`` packages offer, by file and name."""
    found = {}
    for package in (path for path in CODE if path.parent.name == "actions" and path.name == "__init__.py"):
        for statement in tree(package).body:
            if not isinstance(statement, ast.ImportFrom) or not (statement.module or "").startswith("discuss."):
                continue
            file = ROOT / f"{(statement.module or '').replace('.', '/')}.py"
            functions = {node.name: node for node in tree(file).body if isinstance(node, ast.FunctionDef)}
            for alias in statement.names:
                if alias.name in functions:
                    found[f"{name(file).removeprefix('discuss/')}: {alias.name}"] = functions[alias.name]
    return found


ACTIONS = offered()

# Steps of other files' actions, taken inside their transactions.
STEPS = {
    "discuss/accounts/actions/change_factors.py",
    "discuss/accounts/actions/mail_link.py",
    "discuss/accounts/actions/pending.py",
    "discuss/accounts/actions/spend_proof.py",
    "discuss/comments/actions/follow_account.py",
    "discuss/moderation/actions/purge.py",
}
# They change nothing, or are the system's own clock work that no person asks for.
WITHOUT_ACTOR = {
    "accounts/actions/close.py: erase_due",
    "accounts/actions/confirm.py: find_confirmation",
    "accounts/actions/prune.py: prune",
    "checks/actions/count_refusals.py: count_refusals",
    "checks/actions/learn_score.py: learn_score",
    "checks/actions/prune_refusals.py: prune_refusals",
    "moderation/actions/run_replays.py: run_replays",
    "comments/actions/keep_draft.py: token_hash",
    "comments/actions/prune_drafts.py: prune_drafts",
    "moderation/actions/draw_looks.py: draw_looks",
    "moderation/actions/end_holds.py: end_holds",
    "moderation/actions/forget_mailboxes.py: forget_mailboxes",
    "moderation/actions/finish_purges.py: finish_purges",
    "moderation/actions/forget_notifiers.py: forget_notifiers",
    "moderation/actions/forget_words.py: forget_words",
    "moderation/actions/forget_words.py: forget_with_account",
    "stories/actions/save.py: document_of",
    "subscriptions/actions/grant.py: first_moment_after",
}
# Whoever acts has no account yet, or proves whose it is by a password, a mailed link, a second factor or a passkey.
BY_SECRET = {
    "accounts/actions/confirm.py: confirm",
    "accounts/actions/finish_sign_in.py: finish_sign_in",
    "accounts/actions/passkey_sign_in.py: ask_passkey",
    "accounts/actions/passkey_sign_in.py: sign_in_with_passkey",
    "accounts/actions/password.py: ask_reset",
    "accounts/actions/password.py: reset_password",
    "accounts/actions/sign_in.py: sign_in",
    "accounts/actions/sign_up.py: sign_up",
    "accounts/actions/warn_of_guessing.py: warn_of_guessing",
}


def _first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(body[0])


def test_every_action_file_offers_an_action():
    offering = {f"discuss/{action.split(':')[0]}" for action in ACTIONS}
    assert {name(path) for path in FILES} - offering == STEPS


def test_an_action_takes_the_actor_first():
    without = {action for action, node in ACTIONS.items() if [a.arg for a in node.args.args][:1] != ["actor"]}
    assert without == WITHOUT_ACTOR


def test_an_action_asks_permission_on_its_first_line():
    asks = ("require(actor,", "gate.check(actor,")
    without = {action for action, node in ACTIONS.items() if not _first_statement(node).startswith(asks)}
    assert without == WITHOUT_ACTOR | BY_SECRET
