"""What no template may contain, as functions from its text to the faults in it."""

import re

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([@:\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")

# Attributes in which a browser follows an address: a value from outside could be javascript: or another host.
ADDRESSES = {"href", "src", "action", "formaction", "srcset", "data", "poster", "cite", "content"}
# A name that somebody gave: of a person, or of their passkey. What follows ours is named by the program.
_NAME = re.compile(r"^[\w.]*(\.name|author_name|parent_name|claimed_by)\b(?!\()")
_OURS = re.compile(r"\b(described|check|month|outcome|parameter|plan|site)\.name\b")
# What makes an address safe to stand alone: it is made here.
MADE_HERE = re.compile(r"^(asset|url_for|static)\(")


def tags(template: str) -> list[str]:
    """Return the text of each opening tag, with expressions shortened to ``{{…}}`` and statements left out."""
    plain = _STATEMENT.sub(" ", _COMMENT.sub("", template))
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\x00{len(kept) - 1}\x00"

    plain = _EXPRESSION.sub(keep, plain)
    opening = re.findall(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""", plain)
    return [re.sub(r"\x00(\d+)\x00", lambda found: "{{" + kept[int(found[1])] + "}}", tag) for tag in opening]


def inline_code(template: str) -> list[str]:
    """Return tags with styles, scripts or handlers in them: the content policy refuses all of these."""
    faults = []
    for tag in tags(template):
        names = {attribute.lower() for attribute, _ in _attributes(tag)}
        if "style" in names or any(attribute.startswith("on") for attribute in names):
            faults.append(tag)
        if re.match(r"<style\b", tag, re.IGNORECASE) or re.search(r"=\s*[\"']?\s*javascript:", tag, re.IGNORECASE):
            faults.append(tag)
        if re.match(r"<script\b", tag, re.IGNORECASE) and "src" not in names and "application/ld+json" not in tag:
            faults.append(tag)
    return faults


def unquoted(template: str) -> list[str]:
    """Return tags with a value without quotation marks: a space in the value would begin a new attribute."""
    return [tag for tag in tags(template) if any(value[0] not in "\"'" for _, value in _attributes(tag))]


def unvetted_addresses(template: str) -> set[str]:
    """Return the expressions that alone decide where an address leads."""
    found = set()
    for tag in tags(template):
        for attribute, value in _attributes(tag):
            whole = _EXPRESSION.match(value[1:-1].strip())
            decides = whole and attribute.lower() in ADDRESSES and not tag.lower().startswith("<meta")
            if decides and whole and not MADE_HERE.match(whole[1].strip()):
                found.add(whole[1].strip())
    return found


def remote(template: str) -> list[str]:
    """Return tags that would load something from another host, or send a form there."""
    loading = "script|link|img|iframe|source|video|audio|form|object|embed|use|image"
    loads = rf"<({loading})\b[^>]*(src|href|action|data)\s*=\s*[\"'](https?:)?//"
    return [tag for tag in tags(template) if re.match(loads, tag, re.IGNORECASE)]


def forms_without_token(template: str) -> list[str]:
    """Return the opening tags of POST forms that have no hidden token before they end."""
    plain = _COMMENT.sub("", template)
    parts = re.split(r"(<form\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)", plain, flags=re.IGNORECASE)
    forms = zip(parts[1::2], parts[2::2], strict=True)
    return [
        tag
        for tag, rest in forms
        if re.search(r"method\s*=\s*[\"']post", tag, re.IGNORECASE) and "csrf" not in rest.split("</form", 1)[0]
    ]


def names_that_turn(template: str) -> list[str]:
    """Return the expressions that show somebody's name in running text without ``<bdi>``.

    A name in Hebrew or Arabic would turn the words beside it round. Titles, options and text areas hold text alone.
    """
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1].strip())
        return f"\x00{len(kept) - 1}\x00"

    plain = _EXPRESSION.sub(keep, _COMMENT.sub("", template))
    plain = re.sub(r"\{%\s*block title.*?\{%\s*endblock", "{%", plain, flags=re.DOTALL)
    plain = re.sub(r"""<(\w+)(?:[^<>"']|"[^"]*"|'[^']*')*>""", r"<\1>", _STATEMENT.sub(" ", plain))
    plain = re.sub(r"<(bdi|option|textarea|title)>.*?</\1>", "", plain, flags=re.DOTALL)
    shown = [kept[int(number)] for number in re.findall(r"\x00(\d+)\x00", plain)]
    return [said for said in shown if _NAME.match(said) and not _OURS.search(said)]


def _attributes(tag: str) -> list[tuple[str, str]]:
    inside = re.sub(r"^<[\w:-]+|/?>$", "", tag)
    # An expression may hold quotation marks and equal signs of its own: hide them while looking.
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        return f"\x01{len(hidden) - 1}\x01"

    shown = _ATTRIBUTE.findall(_EXPRESSION.sub(hide, inside))
    return [
        (attribute, re.sub(r"\x01(\d+)\x01", lambda found: hidden[int(found[1])], value)) for attribute, value in shown
    ]


def classes(template: str) -> set[str]:
    """Return the classes that a template writes out; those that an expression decides or ends are not among them."""
    found: set[str] = set()
    whole = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    for value in re.findall(r'\bclass="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', whole, re.DOTALL):
        words = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\0", value, flags=re.DOTALL).split()
        # Beside an expression a word may go on: "lv-{{ depth }}" is no class, "gate{{ ' gate--big' }}" is one.
        found |= {word.strip("\0") for word in words if not word.endswith(("-\0", "_\0")) and word.strip("\0")}
    return found
