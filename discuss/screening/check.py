"""What a check is: its name, what it does in one sentence, what can be set about it, and the function that looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from discuss.errors import Invalid
from discuss.screening.draft import Draft
from discuss.screening.parameters import Parameter, Setting, Value
from discuss.screening.verdict import Said

ON = "enabled"  # the name of the field that says whether a check is on
Look = Callable[[Draft, Setting], Said | None]


@dataclass(frozen=True, kw_only=True)
class Described:
    """What owners read and set of a check, or of the pace."""

    name: str
    title: str
    does: str  # one sentence; ``{name}`` stands for a parameter's value
    parameters: tuple[Parameter, ...] = ()
    always_on: str = ""  # why it cannot be switched off; '' if it can

    @property
    def default(self) -> Setting:
        """How it is set as delivered."""
        return Setting(values={parameter.name: parameter.default for parameter in self.parameters})

    def sentence(self, setting: Setting) -> str:
        """Return what it does under ``setting``."""
        return self.does.format_map(setting.values)

    def read(self, typed: Mapping[str, str]) -> tuple[bool, dict[str, Value]]:
        """Return whether it is on and its values, as a form says. Raises :class:`Invalid` with what is wrong where."""
        faults: dict[str, list[str]] = {}
        values: dict[str, Value] = {}
        on = typed.get(ON, "")
        if on not in {"on", "off"}:
            faults[ON] = ["Choose on or off."]
        if on == "off" and self.always_on:
            faults[ON] = [self.always_on]
        for parameter in self.parameters:
            try:
                values[parameter.name] = parameter.read(typed.get(parameter.name, ""))
            except Invalid as fault:
                faults[parameter.name] = fault.fields[parameter.name]
        if faults:
            raise Invalid(faults)
        return on == "on", values

    def differences(self, before: Setting, after: Setting) -> list[str]:
        """Say in words what a change from ``before`` to ``after`` changes."""
        said = [] if before.enabled == after.enabled else ["Switched on" if after.enabled else "Switched off"]
        for parameter in self.parameters:
            said += parameter.difference(before.values[parameter.name], after.values[parameter.name])
        return said

    @property
    def fixed(self) -> bool:
        """Whether there is nothing about it that an owner can set."""
        return bool(self.always_on) and not self.parameters

    def setting(self, version: int, *, enabled: bool, stored: Mapping[str, object]) -> Setting:
        """Return a stored version as it counts now.

        A value that is missing, or outside of what is safe by this program's rules, is the one as delivered.
        """
        values = {parameter.name: parameter.kept(stored.get(parameter.name)) for parameter in self.parameters}
        return Setting(version=version, enabled=enabled or bool(self.always_on), values=values)


@dataclass(frozen=True, kw_only=True)
class Check(Described):
    """A check of drafts. ``reads`` names what of a draft it looks at beside ``body`` and the author's standing."""

    look: Look
    reads: frozenset[str] = field(default=frozenset())
