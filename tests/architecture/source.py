"""The product's files as the rules read them."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "discuss").rglob("*.py"))
PACKAGES = sorted(path.parent for path in (ROOT / "discuss").rglob("__init__.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
SCRIPTS = sorted(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts)
STYLES = sorted((ROOT / "static").rglob("*.css"))


def name(path: Path) -> str:
    """Return a path as the repository writes it."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def code_that_says(pattern: str) -> set[str]:
    """Return the product's modules in which a line of code, comments left out, matches ``pattern``."""
    said = re.compile(pattern)
    return {name(path) for path in CODE if any(said.search(line) for line in _code_lines(path))}


def _code_lines(path: Path) -> list[str]:
    """Return a module's statements as Python itself would write them: no comments and no docstrings."""
    module = tree(path)
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            body[0] = ast.Pass()
    return ast.unparse(module).splitlines()
