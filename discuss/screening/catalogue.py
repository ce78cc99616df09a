"""Everything that owners can set, in the order in which it is listed: the checks of drafts, and the pace."""

from discuss.screening.check import Described
from discuss.screening.checks import CHECKS
from discuss.screening.pace import PACE

CATALOGUE: dict[str, Described] = {described.name: described for described in (*CHECKS, PACE)}
