"""Actions: one verb a file, the actor first, permission asked before anything else."""

import ast
from typing import Any

import pytest

from tests.architecture.source import CODE, name, tree

ACTIONS = [path for path in CODE if path.parent.name == "actions" and path.name != "__init__.py"]

# Those who act have no account yet, have lost their password, or prove who they are by a secret.
WITHOUT_ACTOR: set[str] = set()
# Asked in another way, which stands on the first line instead.
WITHOUT_REQUIRE: set[str] = set()


def _verb(path) -> ast.FunctionDef:
    verbs = [n for n in tree(path).body if isinstance(n, ast.FunctionDef) and n.name == path.stem]
    assert verbs, f"{name(path)} has no function {path.stem}"
    return verbs[0]


def _first_statement(function: ast.FunctionDef) -> str:
    body: list[Any] = list(function.body)
    if ast.get_docstring(function):
        body.pop(0)
    return ast.unparse(body[0])


@pytest.mark.parametrize("path", ACTIONS, ids=name)
def test_an_action_s_file_holds_the_function_of_its_name(path):
    assert _verb(path)


def test_an_action_takes_the_actor_first():
    without = {name(path) for path in ACTIONS if [a.arg for a in _verb(path).args.args][:1] != ["actor"]}
    assert without == WITHOUT_ACTOR


def test_an_action_asks_permission_on_its_first_line():
    asks = ("require(actor,", "gate.check(actor,")
    without = {name(path) for path in ACTIONS if not _first_statement(_verb(path)).startswith(asks)}
    assert without == WITHOUT_ACTOR | WITHOUT_REQUIRE
