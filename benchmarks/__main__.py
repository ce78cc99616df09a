"""``python -m benchmarks [TOPIC…]``: run the topics, print their ratios, exit 1 if one is above its limit."""

import argparse
import pkgutil
import sys
from collections.abc import Iterable
from importlib import import_module

import benchmarks
from benchmarks.ratio import Ratio

NOT_TOPICS = {"__main__", "bare", "ratio", "sites"}


def topics() -> list[str]:
    """Return the names of all topics: the modules that have ``measure``."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name not in NOT_TOPICS]
    return [name for name in sorted(names) if hasattr(import_module(f"benchmarks.{name}"), "measure")]


def table(topic: str, rows: Iterable[Ratio]) -> str:
    """Return a topic's rows as lines of text."""
    lines = [topic.replace("_", " ")]
    for row in rows:
        limit = "" if row.limit is None else f"  {'ABOVE' if row.broken else 'within'} {row.limit:g}"
        lines.append(f"  {row.what:<84} {row.value:>9.3g}{limit}")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    """Measure and print; return the exit code."""
    known = topics()
    parser = argparse.ArgumentParser(prog="make bench", description="Ratios, measured side by side in one run.")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=f"any of: {', '.join(known)}")
    chosen = parser.parse_args(words).topics or known
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        parser.error(f"no such topic: {', '.join(unknown)}; there are {', '.join(known)}")
    broken = 0
    for topic in chosen:
        rows = [Ratio(*row) for row in import_module(f"benchmarks.{topic}").measure()]
        broken += sum(row.broken for row in rows)
        print(table(topic, rows), flush=True)
    if broken:
        print(f"{broken} above the limit", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
