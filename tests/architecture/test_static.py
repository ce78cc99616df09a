"""Static files are light, and scripts build pages from nodes, never from strings."""

import gzip
import re

import pytest

from tests.architecture.source import ROOT, SCRIPTS, STYLES, name

KILOBYTE = 1000


def _weight(paths) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def test_the_style_sheet_weighs_at_most_12_kilobytes_compressed():
    assert 0 < _weight([ROOT / "static" / "app.css"]) <= 12 * KILOBYTE


STAFF = {"desk.js", "looks.js", "reasons.js", "standing.js"}  # loaded on the desk's pages alone


def test_readers_scripts_weigh_at_most_15_kilobytes_compressed_and_the_desks_26():
    assert 0 < _weight([path for path in SCRIPTS if path.name not in STAFF]) <= 15 * KILOBYTE
    assert 0 < _weight(SCRIPTS) <= 26 * KILOBYTE


def test_no_page_for_readers_asks_for_the_desks_scripts():
    asking = {
        path.parent.name for path in (ROOT / "templates").rglob("*.html") if any(s in path.read_text() for s in STAFF)
    }
    assert asking == {"moderation"}


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_turns_strings_into_html_or_code(path):
    turned = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|setHTML"
        r"|parseFromString|srcdoc|setAttribute\(\s*[\"'`]on|set(Timeout|Interval)\(\s*[\"'`]|\bjavascript:"
    )
    assert not re.search(turned, path.read_text())


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=name)
def test_no_static_file_names_another_host(path):
    assert not re.search(
        r"""(https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}/""",
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL),
    )


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_load_nothing_that_is_not_ours(path):
    assert not re.search(r"@import|url\(\s*[\"']?(?!data:image/svg|/static/|[a-z])", path.read_text())
