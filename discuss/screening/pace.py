"""How fast one person may post: looked at before a comment is made, never a reason to hold one."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from discuss.screening.check import Described
from discuss.screening.parameters import Number, Setting

DAY = timedelta(days=1)
MOST_A_DAY = 100  # comments; as many of a person's last ones are read before each post

PACE = Described(
    name="pace",
    title="Pace",
    does=(
        "Asks whoever has posted {some} comments in {minutes} minutes, or {many} in a day, to wait; "
        "people in their first comments after {newcomers_some} and {newcomers_many}."
    ),
    parameters=(
        Number(name="minutes", label="Short span, in minutes", default=10, least=1, most=60),
        Number(name="some", label="Comments in the short span", default=5, least=2, most=30),
        Number(name="many", label="Comments in a day", default=60, least=10, most=MOST_A_DAY),
        Number(name="newcomers_some", label="Newcomers' comments in the short span", default=3, least=1, most=30),
        Number(name="newcomers_many", label="Newcomers' comments in a day", default=10, least=2, most=MOST_A_DAY),
    ),
    always_on="The pace stays on: without it one program could fill every discussion.",
)


def next_allowed(
    times: Sequence[datetime], now: datetime, *, newcomer: bool, setting: Setting | None = None
) -> datetime | None:
    """Return when the next comment may be posted, or None for now; ``times`` are those of the last ones, any order."""
    setting = setting or PACE.default
    who = "newcomers_" if newcomer else ""
    paces = (
        (setting.number(f"{who}some"), timedelta(minutes=setting.number("minutes"))),
        (setting.number(f"{who}many"), DAY),
    )
    # A clock that was ahead and has been set right has left times to come: nobody waits for those.
    latest_first = sorted((at for at in times if at <= now), reverse=True)
    waits = []
    for count, span in paces:
        if len(latest_first) >= count:
            free_at = latest_first[count - 1] + span
            if free_at > now:
                waits.append(free_at)
    return max(waits, default=None)


def pace_of(settings: Mapping[str, Setting]) -> Setting:
    """Return how the pace is set."""
    return settings.get(PACE.name) or PACE.default
