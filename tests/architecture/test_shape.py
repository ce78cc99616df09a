"""The rules of the code: sizes, names, and which one place may do what."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from discuss.accounts import app_codes
from discuss.accounts.views import tries
from discuss.web import limits
from tests.architecture.source import CODE, PACKAGES, ROOT, code_that_says, name, tree

VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "data", "lib", "tools", "shared"}


@pytest.mark.parametrize("path", CODE, ids=name)
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", CODE, ids=name)
def test_imports_stand_at_the_top(path):
    module = tree(path)
    inner = [n.lineno for n in ast.walk(module) if isinstance(n, ast.Import | ast.ImportFrom) and n not in module.body]
    assert not inner


@pytest.mark.parametrize("path", CODE, ids=name)
def test_every_module_says_in_one_sentence_what_is_here(path):
    said = (ast.get_docstring(tree(path)) or "").split("\n\n")[0]
    assert len(said) > 15
    assert re.search(r"[.:?]$", said), "the first paragraph is a whole sentence"


def test_a_file_s_name_says_what_is_in_it():
    files = [
        *CODE,
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
        *(ROOT / "static").rglob("*.js"),
    ]
    files += [path for path in (ROOT / "templates").rglob("*") if path.parent != ROOT / "templates" / "layouts"]
    vague = [name(path) for path in files if {path.stem.lstrip("_"), *path.relative_to(ROOT).parts} & VAGUE]
    assert vague == ["templates/accounts/data.html"]  # the page of one's own data, as its address says


def test_every_limit_that_is_counted_has_a_rule_and_every_rule_is_counted():
    calls = [n for path in CODE for n in ast.walk(tree(path)) if isinstance(n, ast.Call)]
    counted = {ast.unparse(n.args[0]).strip("'") for n in calls if ast.unparse(n.func) == "limits.spend"}
    assert counted - {"rule"} | set(tries.RULES) == set(limits.RULES)


def test_the_map_in_discuss_names_every_rung():
    on_the_map = {rung for line in _rungs() for rung in line.split(" | ")}
    here = {path.stem for path in (ROOT / "discuss").glob("*.py")} | {
        path.name for path in PACKAGES if path.parent == ROOT / "discuss"
    }
    assert on_the_map == here - {"__init__", "__main__"}


def test_the_map_and_the_import_contract_show_the_same_ladder():
    layers = _configuration()["tool"]["importlinter"]["contracts"][0]["layers"]
    assert _rungs() == layers


def _rungs() -> list[str]:
    """Return the left column of the ladder in the package's docstring."""
    ladder = (ast.get_docstring(tree(ROOT / "discuss" / "__init__.py")) or "").split("\n\n")[2]
    return [re.split(r"\s{3,}", line.strip())[0] for line in ladder.splitlines()]


def test_only_db_commits():
    assert code_that_says(r"\.commit\(\)") == {"discuss/db/transactions.py"}


def test_only_clock_reads_the_time():
    assert code_that_says(r"datetime\.now|utcnow|date\.today|\btime\.time\(|func\.now\(|CURRENT_TIMESTAMP") == {
        "discuss/clock.py"
    }


def test_only_policy_and_identity_ask_what_somebody_is():
    asks = r"\b(actor|viewer|viewer\(\)|current_user|author)\.(role|membership|level|suspended|banned|confirmed)\b"
    # The page that sends a confirmation again looks whether one is needed: a state, not a right.
    assert code_that_says(asks) == {
        "discuss/policy/check.py",
        "discuss/policy/predicates.py",
        "discuss/accounts/views/entry.py",
    }


def test_only_identity_reads_the_rows_that_make_a_subscriber():
    assert code_that_says(r"\.(suspended_until|banned_at) is (not )?None") == {
        "discuss/accounts/identity.py",
        # What an account's state is before and after an act on it.
        "discuss/moderation/actions/decide_account.py",
        "discuss/moderation/actions/propose.py",
    }


def test_the_environment_is_read_in_config_alone():
    # The command line only removes a variable of another program.
    assert code_that_says(r"os\.environ|os\.getenv") == {"discuss/config.py", "discuss/cli/__init__.py"}


def test_only_the_demo_acts_in_the_past():
    assert code_that_says(r"clock\.at\(") == {"discuss/demo/load.py"}


def test_secrets_come_from_the_module_made_for_them():
    assert code_that_says(r"^import random|^from random|random\.(random|choice|randint|getrandbits)\(") == set()


def test_what_nobody_may_guess_has_at_least_128_bits():
    """Every draw from ``secrets``: 16 bytes at least, or it is listed with the reason."""
    short = {
        ("discuss/config.py", "token_hex(4)"),  # a file that is renamed at once
        ("discuss/db/trying.py", "token_hex(4)"),  # a database that is dropped at once
        # What was decided in one act; who may undo that is asked as for any other decision.
        ("discuss/moderation/actions/decide.py", "token_hex(8)"),
        ("discuss/moderation/actions/reverse_window.py", "token_hex(8)"),
    }
    letters = {
        ("discuss/accounts/recovery.py", "choice(ALPHABET)"),  # how many: tests/accounts/test_second_step.py
        ("discuss/moderation/references.py", "choice(_LETTERS)"),  # what a case is called; it opens nothing
    }
    drawn = {
        (name(path), ast.unparse(node).removeprefix("secrets."), _bytes_of(node))
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and re.fullmatch(r"secrets\.\w+|token_(hex|bytes|urlsafe)", ast.unparse(node.func))
    }
    assert {(path, call) for path, call, size in drawn if size < 16} == short | letters
    assert code_that_says(r"from secrets import (?!token_hex$)|urandom|SystemRandom|\buuid") == set()
    assert len(app_codes.new_key()) * 5 >= 128  # base 32, drawn by pyotp


def _bytes_of(draw: ast.Call) -> int:
    """Return of how many random bytes a call of ``secrets.token_…`` makes its text, 0 for any other call."""
    if "token_" not in ast.unparse(draw.func):
        return 0
    return ast.literal_eval(draw.args[0]) if draw.args else 32


def test_no_sql_is_put_together_from_strings():
    # A text with values filled in by Python is how injections begin; bound parameters are the way.
    # The engine's settings of SQLite are constants of ours, and PRAGMA takes no parameters.
    assert code_that_says(r"\b(text|execute|exec_driver_sql)\((f['\"]|.*['\"] ?%|.*\.format\()") == {
        "discuss/db/engine.py"
    }


def test_only_mail_goes_out():
    # Whoever fetches what an address in a text leads to, can be sent to addresses of the site's own network.
    clients = (
        r"^(import|from) (urllib\.request|urllib import .*request|http\.client|http\b(?!\.)"
        r"|requests|httpx|urllib3|aiohttp|socket|smtplib)"
    )
    assert code_that_says(clients) == {"discuss/mail/transport.py", "discuss/cli/doctor.py"}  # the mail server, both


def test_no_code_declares_html_safe():
    # Stored HTML is marked in one template; see test_templates.
    assert code_that_says(r"\bMarkup\(|\|\s*safe\b|autoescape(?!=True)") == set()


def test_no_code_renders_a_template_that_is_no_file():
    assert code_that_says(r"render_template_string|\.from_string\(|\bTemplate\(") == set()


def test_where_a_request_wants_to_be_led_is_read_through_safe_next_alone():
    asked, checked = [], []
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node).endswith((".get('next')", ".get('next', '')")):
                asked.append(f"{name(path)}: {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "safe_next":
                checked += [f"{name(path)}: {ast.unparse(inner)}" for inner in node.args]
    assert len(asked) > 15
    assert [place for place in asked if place not in checked] == []
    assert code_that_says(r"\[['\"]next['\"]\]") == set()


def _configuration():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "email-validator": "email_validator",
    "confusable-homoglyphs": "confusable_homoglyphs",
    "flask-login": "flask_login",
    "flask-sqlalchemy": "flask_sqlalchemy",
    "flask-wtf": "flask_wtf",
    "flask-migrate": "flask_migrate",
    "flask-compress": "flask_compress",
    "markdown-it-py": "markdown_it",
    "pyyaml": "yaml",
}
# Chosen by a setting: imported by the library that is given its address, or started.
CHOSEN = {"psycopg", "redis", "gunicorn"}


def test_what_an_accepted_advisory_is_about_is_called_nowhere():
    """requirements/advisories.json accepts one about bleach for this reason."""
    assert code_that_says("bleach|linkify") - code_that_says(r"^from bleach\.sanitizer import Cleaner$") == set()
    assert code_that_says("linkify") == set()


def test_every_dependency_is_used():
    listed = {re.split(r"[\[<>=]", line)[0] for line in _configuration()["project"]["dependencies"]}
    imported = set()
    for path in CODE:
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            imported |= {found.split(".")[0] for found in names}
    assert {package for package in listed - CHOSEN if IMPORTED_AS.get(package, package) not in imported} == set()


def test_every_setting_is_documented():
    documented = (ROOT / "docs" / "operations.md").read_text()
    settings = re.findall(r"# ((?:PORT or )?DISCUSS_[A-Z_]+)", (ROOT / "discuss" / "config.py").read_text())
    assert len(settings) > 15
    assert not [setting for setting in settings if f"`{setting.removeprefix('PORT or ')}`" not in documented]


def test_every_field_of_the_settings_says_its_variable():
    fields = re.findall(
        r"^    (\w+): [^=\n]+.*$", (ROOT / "discuss" / "config.py").read_text().split("@property")[0], re.MULTILINE
    )
    text = (ROOT / "discuss" / "config.py").read_text()
    assert not [field for field in fields if f"DISCUSS_{field.upper()}" not in text]


def test_the_requirements_name_no_place_that_packages_come_from():
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?:|file:|--index|--extra-index|--find-links", path.read_text()), path.name


def test_the_lock_files_agree():
    runtime, dev = (_pins(ROOT / "requirements" / f"{which}.txt") for which in ("runtime", "dev"))
    assert runtime.items() <= dev.items()


def _pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", path.read_text(), re.MULTILINE))
