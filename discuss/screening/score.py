"""A score learnt from what moderators decided: how much a text is like the removed ones, and by which of its features.

Naive Bayes over words, pairs of words and a few signs, scaled so that its figures mean what they say on decisions that
it has not learnt from. Advisory only: nothing is held, ordered or decided by it.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from discuss.screening.verdict import Span

ENOUGH = 50  # removed comments, and as many that stand, before anything is said
AUTHORS = 3  # people who must have used a feature: what fewer have written says something about them, not about texts
MOST = 3_000  # features kept
BETTER_THAN_CHANCE = 60  # pairs in 100 that must be put in the right order
SHOWN = 8
WORTH_NAMING = 0.05  # what weighs less explains nothing
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001 - people type this apostrophe
LONGEST_WORD = 30
SCALES = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


def _shouts(text: str) -> bool:
    cased = [character for character in text if character.isupper() or character.islower()]
    return len(cased) >= 20 and 2 * sum(character.isupper() for character in cased) > len(cased)


SIGNS: dict[str, Callable[[str], bool]] = {
    "mostly capitals": _shouts,
    "several exclamation marks": lambda text: text.count("!") > 1,
    "a question mark": lambda text: "?" in text,
    "a link": lambda text: "://" in text or "www." in text,
    "very short": lambda text: len(text) < 60,
    "long": lambda text: len(text) > 800,
}


@dataclass(frozen=True)
class Example:
    """A text that somebody decided about, and whose it is."""

    text: str
    removed: bool
    author: int


@dataclass(frozen=True)
class Feature:
    """Something about a text that counts: how much, which way (above 0 towards removed ones), and where it stands."""

    label: str
    weight: float
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Score:
    """``value`` in 100 is how probable it is that moderators here would remove the text; None: nothing can be said."""

    value: int | None
    features: tuple[Feature, ...]
    said: str  # the same as a sentence


@dataclass(frozen=True)
class Model:
    """What was learnt. Without examples it says nothing."""

    removed: int = 0
    stood: int = 0
    ordered: int = 0  # of 100 pairs of decisions that were kept out of learning, how many it puts in the right order
    scale: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        """Whether it has something to say."""
        return min(self.removed, self.stood) >= ENOUGH and self.ordered >= BETTER_THAN_CHANCE

    @property
    def state(self) -> str:
        """Say what it was learnt from and what it is worth."""
        learnt = f"{self.removed:,} removed comments and {self.stood:,} that moderators let stand"
        if min(self.removed, self.stood) < ENOUGH:
            return f"Not enough decisions yet: {learnt}; it takes {ENOUGH} of each."
        worth = f"of decisions kept out of learning it puts {self.ordered} in 100 pairs in the right order"
        return f"Learnt from {learnt}; {worth}{'' if self.ready else ', which is no better than guessing'}."

    def score(self, text: str) -> Score:
        """Return how much ``text`` is like the removed ones, with the features that say so."""
        if not self.ready:
            return Score(None, (), self.state)
        present = features(text)
        value = round(100 * _probability(self.log_odds(present)))
        found = [
            Feature(key.removeprefix("word ").removeprefix("sign "), round(self.scale * self.weights[key], 2), spans)
            for key, spans in present.items()
            if key in self.weights
        ]
        found.sort(key=lambda feature: (-abs(feature.weight), feature.label))
        shown = tuple(feature for feature in found[:SHOWN] if abs(feature.weight) >= WORTH_NAMING)
        said = f"Of 100 comments like this one that moderators decided about, about {value} were removed."
        return Score(value, shown, said)

    def log_odds(self, present: Mapping[str, object]) -> float:
        """Add up what the features that are there say."""
        return self._prior + self.scale * sum(self.weights.get(key, 0.0) for key in present)

    @property
    def _prior(self) -> float:
        return math.log((self.removed + 1) / (self.stood + 1))

    def to_json(self) -> dict[str, object]:
        """Return it as the database keeps it."""
        given = {"removed": self.removed, "stood": self.stood, "ordered": self.ordered, "scale": self.scale}
        return {**given, "weights": dict(self.weights)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Model":
        """Return what the database has kept."""
        return cls(**{name: stored[name] for name in cls().to_json()})  # type: ignore[arg-type]


def features(text: str) -> dict[str, tuple[Span, ...]]:
    """Return the features of ``text`` with the places where they stand: words, pairs of words, signs."""
    found: dict[str, list[Span]] = {}
    for key, span in _words(text):
        found.setdefault(key, []).append(span)
    signs: dict[str, tuple[Span, ...]] = {f"sign {name}": () for name, says in SIGNS.items() if says(text)}
    return {key: tuple(spans) for key, spans in found.items()} | signs


def _words(text: str) -> Iterator[tuple[str, Span]]:
    before: re.Match[str] | None = None
    for word in _WORD.finditer(text):
        if len(word[0]) <= LONGEST_WORD:
            yield f"word {word[0].casefold()}", word.span()
            if before is not None:
                yield f"word {before[0].casefold()} {word[0].casefold()}", (before.start(), word.end())
        before = word if len(word[0]) <= LONGEST_WORD else None


def learn(examples: Sequence[Example]) -> Model:
    """Learn from ``examples``; the same ones give the same model, in whatever order they come.

    Half of the authors teach, the other half are the test: that gives the scale and says what the result is worth.
    The model that is returned has learnt from all.
    """
    in_order = sorted(examples, key=lambda example: (example.author, example.text, example.removed))
    read = [(features(example.text), example) for example in in_order]
    teachers = [one for one in read if one[1].author % 2 == 0]
    tests = [one for one in read if one[1].author % 2 == 1]
    half = _counted(teachers)
    scored = [(sum(half.weights.get(key, 0.0) for key in present), example.removed) for present, example in tests]
    whole = _counted(read)
    scale = min(SCALES, key=lambda scale: _loss(scored, scale, half))
    return Model(whole.removed, whole.stood, _ordered(scored), scale, whole.weights)


def _counted(read: Sequence[tuple[Mapping[str, object], Example]]) -> Model:
    removed = sum(example.removed for _, example in read)
    stood = len(read) - removed
    counts: dict[str, list[int]] = {}
    authors: dict[str, set[int]] = {}
    for present, example in read:
        for key in present:
            counts.setdefault(key, [0, 0])[example.removed] += 1
            authors.setdefault(key, set()).add(example.author)
    shared = sorted((key for key in counts if len(authors[key]) >= AUTHORS), key=lambda key: (-sum(counts[key]), key))
    weights = {
        key: round(math.log((counts[key][1] + 1) / (removed + 2)) - math.log((counts[key][0] + 1) / (stood + 2)), 4)
        for key in shared[:MOST]
    }
    return Model(removed, stood, weights=weights)


def _loss(scored: Sequence[tuple[float, bool]], scale: float, half: Model) -> float:
    """Return how surprised by the tests somebody is who believes the figures."""
    prior = math.log((half.removed + 1) / (half.stood + 1))
    chances = [(_probability(prior + scale * weight), removed) for weight, removed in scored]
    return -sum(math.log(chance if removed else 1 - chance) for chance, removed in chances)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


def _ordered(scored: Sequence[tuple[float, bool]]) -> int:
    """Return how many in 100 pairs, one removed and one that stood, have the removed one first; ties count half."""
    removed = [score for score, gone in scored if gone]
    stood = sorted(score for score, gone in scored if not gone)
    if not removed or not stood:
        return 0
    first = sum(bisect_left(stood, one) + bisect_right(stood, one) for one in removed) / 2
    return round(100 * first / (len(removed) * len(stood)))
