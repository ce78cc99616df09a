"""What an ``actions`` package offers takes the actor first and asks permission before anything else."""

import ast

import pytest

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

# They change nothing for anybody, or run inside an action that has asked.
WITHOUT_ACTOR: set[str] = set()
# Whoever acts proves it by a secret instead: a password, a mailed link. Or there is no account yet to ask about.
BY_SECRET: set[str] = set()


def _first_statement(function: ast.FunctionDef) -> str:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.unparse(body[0])


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_action_file_offers_an_action(path):
    assert [action for action in ACTIONS if action.startswith(name(path).removeprefix("discuss/"))]


def test_an_action_takes_the_actor_first():
    without = {action for action, node in ACTIONS.items() if [a.arg for a in node.args.args][:1] != ["actor"]}
    assert without == WITHOUT_ACTOR


def test_an_action_asks_permission_on_its_first_line():
    asks = ("require(actor,", "gate.check(actor,")
    without = {action for action, node in ACTIONS.items() if not _first_statement(node).startswith(asks)}
    assert without == WITHOUT_ACTOR | BY_SECRET
