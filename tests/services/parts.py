"""Which parts a run asks for, and which tests use which part."""

import os

ALL = ("sqlite", "postgresql", "redis", "chromium")
DATABASES = ("sqlite", "postgresql")
TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "redis": "Redis", "chromium": "Chromium"}
FIXTURES = {
    "redis_url": "redis",
    "own_redis": "redis",
    "own_postgresql": "postgresql",
    "chromium": "chromium",
}  # what asking for a fixture means; databases are parameters


def asked_for() -> tuple[str, ...]:
    """Return the parts of this run: all, or those listed in ``BACKENDS``. Raises ValueError for an unknown one."""
    given = tuple(part.strip() for part in os.environ.get("BACKENDS", "").split(",") if part.strip())
    unknown = set(given) - set(ALL)
    if unknown:
        raise ValueError(f"BACKENDS knows {', '.join(ALL)}; not {', '.join(sorted(unknown))}")
    return given or ALL


def used_by(fixtures: list[str], kind: str | None) -> set[str]:
    """Return the parts that a test with these fixtures, run on the database ``kind``, uses."""
    used = {FIXTURES[name] for name in fixtures if name in FIXTURES}
    return used | {kind} if kind else used
