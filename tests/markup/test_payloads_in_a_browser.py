"""Every hostile text in a page of a real browser: nothing runs, nothing loads, nothing leaves its comment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from discuss import markup
from discuss.markup import sanitizing
from tests.markup import payloads
from tests.markup.structure import PLAIN

ADDRESS = "https://discuss.example/thread"
PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>t</title>
<script>
  window.hits = [];
  for (const name of ["hit", "alert", "confirm", "prompt", "open"]) window[name] = () => window.hits.push(name);
</script>
<main>COMMENTS</main></html>"""

# Does to every element what a reader could do to it, without following links.
PROVOKE = """() => {
  document.addEventListener("click", event => { if (event.target.closest("a")) event.preventDefault(); }, true);
  for (const element of document.querySelectorAll("main .comment *")) {
    for (const name of ["pointerenter", "mouseover", "mouseenter", "mousedown", "mouseup", "click", "focus", "blur",
                        "keydown", "input", "change", "toggle", "animationstart", "error", "load"]) {
      element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    }
    element.focus?.();
  }
}"""

LOOK = """() => {
  const main = document.querySelector("main"), children = [...main.children];
  const links = [...main.querySelectorAll(".comment a[href]")];
  return {
    order: children.map(child => child.id),
    bodyChildren: [...document.body.children].map(child => child.localName).filter(name => name !== "script"),
    headChildren: [...document.head.children].map(child => child.localName),
    elements: [...new Set([...document.querySelectorAll("main .comment *")].map(element => element.localName))],
    protocols: [...new Set(links.map(a => a.protocol))],
    hosts: links.map(a => [a.username + a.password, a.hostname, a.href]),
    hits: window.hits,
  };
}"""


@dataclass
class Seen:
    """What a page did."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    bodyChildren: list[str] = field(default_factory=list)  # noqa: N815  # as the page's script calls them
    headChildren: list[str] = field(default_factory=list)  # noqa: N815
    elements: list[str] = field(default_factory=list)
    protocols: list[str] = field(default_factory=list)
    hosts: list[tuple[str, str, str]] = field(default_factory=list)
    hits: list[str] = field(default_factory=list)


def show(browser: Browser, comments: list[str]) -> Seen:
    """Put each HTML into a comment of its own on one page, do what readers do, and return what happened."""
    seen = Seen()
    body = "".join(f"<div class=comment id=c{n}>{html}</div><p id=after{n}>next</p>" for n, html in enumerate(comments))
    context = browser.new_context()

    def answer(route):
        if route.request.url == ADDRESS:
            route.fulfill(body=PAGE.replace("COMMENTS", body), content_type="text/html; charset=utf-8")
        else:
            seen.requests.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(ADDRESS)
    page.evaluate(PROVOKE)
    page.wait_for_timeout(200)  # milliseconds; for what is loaded or started later
    for name, value in page.evaluate(LOOK).items():
        setattr(seen, name, value)
    context.close()
    return seen


def assert_harmless(seen: Seen, count: int) -> None:
    assert seen.hits == []
    assert seen.dialogs == []
    assert seen.requests == []
    assert set(seen.protocols) <= {"http:", "https:", "mailto:"}
    assert [address for userinfo, _, address in seen.hosts if userinfo] == []
    assert seen.order == [f"{kind}{n}" for n in range(count) for kind in ("c", "after")]
    assert seen.bodyChildren == ["main"]
    assert seen.headChildren == ["meta", "title", "script"]
    assert set(seen.elements) <= PLAIN


def encodable(payload: str) -> str:
    return payload.encode("utf-8", "replace").decode()


WAYS: dict[str, Callable[[str], str]] = {
    "the whole way of a comment": markup.to_html,
    "the sanitizers alone": lambda payload: sanitizing.sanitize(encodable(payload))[0],
}


@pytest.mark.parametrize("way", WAYS)
def test_no_payload_runs_loads_or_leaves_its_comment(chromium, way):
    comments = [WAYS[way](payload) for payload in payloads.ALL if len(payload) < 10_000]
    assert_harmless(show(chromium, comments), len(comments))


def test_bombs_stay_in_their_comments_too(chromium):
    comments = [markup.to_html(payload) for payload in payloads.BOMBS]
    assert_harmless(show(chromium, comments), len(comments))


def test_the_browser_agrees_where_each_link_leads(chromium):
    comments = [markup.to_html(payload) for payload in payloads.ASTRAY + payloads.AUTOLINKS + payloads.MARKDOWN_LINKS]
    seen = show(chromium, comments)
    written = [href for html in comments for href in re.findall(r'href="([^"]+)"', html)]
    assert len(seen.hosts) == len(written) > 40
    for (_, host, _), href in zip(seen.hosts, written, strict=True):
        if href.startswith("http"):
            assert host == re.split(r"[/?#:]", href.split("://")[1])[0]


def test_the_page_notices_what_runs_loads_and_leaves(chromium):
    seen = show(chromium, payloads.EVENT_ATTRIBUTES + payloads.SCRIPT_ELEMENTS[:3])
    assert len(seen.hits) > 20
    assert "https://discuss.example/x" in seen.requests
    assert "javascript:" in show(chromium, ["<a href=javascript:hit()>x</a>"]).protocols
    assert ":" in show(chromium, ["<a href='http://a:b/'>x</a>"]).protocols
    seen = show(chromium, payloads.BROKEN_OUT[:4])
    assert seen.bodyChildren != ["main"]
    with pytest.raises(AssertionError):
        assert_harmless(seen, 4)
