"""What the applications of one test process share, though each is made anew: compiled addresses and compiled SQL.

Each is derived from the code alone, so the next application would compile the very same again; together that was a
third of what a test costs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 5_000  # that all applications together keep compiled

_compiled: dict[type[Dialect], LRUCache[Any, Any]] = {}


def share_sql(engine: Engine) -> None:
    """Let ``engine`` use the statements that earlier engines of its kind have compiled."""
    kind = type(engine.dialect)
    if kind not in _compiled:
        _compiled[kind] = LRUCache(STATEMENTS)
        # Compiled statements are kept by dialect, and each engine has one of its own, the same but for its listeners.
        kind.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign]
        kind.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    engine._compiled_cache = _compiled[kind]


@contextmanager
def shared_addresses() -> Iterator[None]:
    """Parse and compile each address once a process."""
    compile_rule, compile_builder = Rule.compile, Rule._compile_builder
    rules: dict[tuple[Any, ...], dict[str, Any]] = {}
    builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def compiled(rule: Rule) -> None:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, rule.map.host_matching, defaults)
        if key not in rules:
            compile_rule(rule)
            rules[key] = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            return
        vars(rule).update(rules[key])
        rule._build = rule._compile_builder(False).__get__(rule, None)
        rule._build_unknown = rule._compile_builder(True).__get__(rule, None)

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    Rule.compile, Rule._compile_builder = compiled, builder  # type: ignore[method-assign]
    yield
    Rule.compile, Rule._compile_builder = compile_rule, compile_builder  # type: ignore[method-assign]
