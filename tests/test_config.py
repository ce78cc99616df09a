"""Settings: every fault named at once, unsafe combinations refused, and a key that stays."""

import os
import stat
import subprocess

import pytest

from discuss.config import BadSettings, Settings, kept_key
from tests.services.server import PROGRAM

KEY = "k" * 40
PRODUCTION = {"DISCUSS_BASE_URL": "https://talk.example.org", "DISCUSS_SECRET_KEY": KEY}


def settings(tmp_path, **given):
    return Settings.from_environment({"DISCUSS_VAR": str(tmp_path)} | given)


def faults(tmp_path, **given):
    with pytest.raises(BadSettings) as refusal:
        settings(tmp_path, **given)
    return refusal.value.faults


def test_without_any_setting_a_site_on_this_machine_starts(tmp_path):
    made = settings(tmp_path)
    assert made.base_url == "http://127.0.0.1:8000"
    assert made.cookie_name == "discuss_session"
    assert not made.production
    assert made.database_url == f"sqlite:///{tmp_path}/discuss.sqlite"
    assert made.mail_url == f"file://{tmp_path}/mail"


def test_the_port_is_part_of_the_default_address(tmp_path):
    assert settings(tmp_path, PORT="8123").base_url == "http://127.0.0.1:8123"


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path):
    first = settings(tmp_path).secret_key
    assert len(first) >= 32
    assert settings(tmp_path).secret_key == first
    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert kept_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_production_has_its_own_cookie_and_demands_a_key(tmp_path):
    made = settings(tmp_path, **PRODUCTION)
    assert made.production
    assert made.cookie_name == "__Host-s"
    (fault,) = faults(tmp_path, DISCUSS_BASE_URL="https://talk.example.org")
    assert "DISCUSS_SECRET_KEY must be set" in fault


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"DISCUSS_PACE": "off"}, "for trials"),
        ({"DISCUSS_RATE_LIMITS": "off"}, "for trials"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    ],
)
def test_production_refuses_what_is_meant_for_trials(tmp_path, given, words):
    (fault,) = faults(tmp_path, **PRODUCTION, **given)
    assert words in fault


TRIALS = {"DISCUSS_PACE": "off", "DISCUSS_RATE_LIMITS": "off", "DISCUSS_SECRET_KEY": KEY}
PUBLIC = ("http://talk.example.org", "http://talk.example.org:8000", "http://8.8.8.8", "http://[2606:4700::1111]")
PRIVATE = (
    "http://127.0.0.1:8123", "http://localhost:8000", "http://[::1]:8000", "http://talk.localhost", "http://web:8000",
    "http://192.168.1.5:8000", "http://10.1.2.3", "http://172.16.0.9", "http://[fd00::5]", "http://nas.local",
    "http://100.64.1.1", "http://box.lan", "http://talk.example:8000", "http://localhost.",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_that_others_reach_is_public_with_https_or_not(tmp_path, address):
    made = settings(tmp_path, **TRIALS, DISCUSS_BASE_URL=address)
    assert (made.public, made.production) == (True, False)


@pytest.mark.parametrize("address", PRIVATE)
def test_this_machine_and_a_private_network_are_not(tmp_path, address):
    made = settings(tmp_path, **TRIALS, DISCUSS_BASE_URL=address)
    assert not made.public


def test_older_keys_are_as_long_as_the_key_itself(tmp_path):
    (fault,) = faults(tmp_path, DISCUSS_SECRET_KEY_FALLBACKS=f"{KEY}, short")
    assert fault.startswith("DISCUSS_SECRET_KEY_FALLBACKS")
    assert settings(tmp_path, DISCUSS_SECRET_KEY_FALLBACKS=f"{KEY}, {KEY}2,").secret_key_fallbacks == (KEY, f"{KEY}2")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("BASE_URL", "talk.example.org"),
        ("BASE_URL", "https://talk.example.org/path"),
        ("BASE_URL", "ftp://talk.example.org"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite://"),
        ("MAIL_URL", "mail.example.org"),
        ("MAIL_URL", "smtp://mail.example.org?starttls=perhaps"),
        ("MAIL_URL", "smtp://mail.example.org:many"),
        ("MAIL_URL", "smtp://"),
        ("MAIL_FROM", "Discuss <no-reply@example.org>"),
        ("MAIL_FROM", "no-reply"),
        ("MAIL_FROM", "a@example.org, b@example.org"),
        ("BASE_URL", "http://talk.example.org:many"),
        ("BASE_URL", "http://[::1"),
        ("DATABASE_URL", "postgresql://discuss@localhost:many/discuss"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost:many/0"),
        ("REDIS_URL", "http://localhost"),
        ("PACE", "maybe"),
        ("COMMENT_LIMIT", "10001"),
        ("COMMENT_LIMIT", "many"),
        ("COMMENT_LIMIT", "-1"),
        ("WORKERS", "0"),
        ("PORT", "70000"),
        ("PROXY_HOPS", "9"),
    ],
)
def test_a_bad_value_is_refused_with_a_line_that_names_it(tmp_path, name, value):
    found = faults(tmp_path, **{f"DISCUSS_{name}": value})
    assert any(f"DISCUSS_{name}" in fault for fault in found)


@pytest.mark.parametrize(
    "given",
    [
        {"DATABASE_URL": "postgresql://user:p%40s#s/w@localhost:5432/discuss?sslmode=require"},
        {"DATABASE_URL": "postgresql://postgres@/discuss?host=/var/run/postgresql"},
        {"DATABASE_URL": "postgres://user@[::1]:5432/discuss"},
        {"REDIS_URL": "redis://:secret@localhost:6379/1"},
        {"REDIS_URL": "rediss://cache.example.org"},
        {"REDIS_URL": "unix:///run/redis.sock?db=1"},
        {"MAIL_FROM": "no-reply@talk.example.org"},
        {"MAIL_URL": "smtp://user:p%23w@mail.example.org:587"},
        {"BASE_URL": "http://[::1]:8000"},
    ],
)
def test_addresses_of_all_usual_forms_are_taken(tmp_path, given):
    settings(tmp_path, **{f"DISCUSS_{name}": value for name, value in given.items()})


def test_a_wrong_setting_is_one_line_and_no_traceback(tmp_path):
    wrong = {"DISCUSS_VAR": str(tmp_path), "DISCUSS_REDIS_URL": "localhost:6379", "PATH": os.environ["PATH"]}
    done = subprocess.run([PROGRAM, "serve"], env=wrong, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("setting: DISCUSS_REDIS_URL must be")


def test_all_faults_are_named_at_once(tmp_path):
    found = faults(tmp_path, DISCUSS_PACE="maybe", DISCUSS_WORKERS="0", DISCUSS_MAIL_URL="x")
    assert len(found) == 3


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "offered"),
        (PRODUCTION, "required"),
        (PRODUCTION | {"DISCUSS_STAFF_SECOND_FACTOR": "offered"}, "offered"),
        ({"DISCUSS_STAFF_SECOND_FACTOR": "Required"}, "required"),
    ],
)
def test_a_public_site_asks_its_staff_for_a_second_factor_unless_it_says_otherwise(tmp_path, given, expected):
    assert settings(tmp_path, **given).staff_second_factor == expected


def test_a_word_that_is_no_choice_is_refused(tmp_path):
    (fault,) = faults(tmp_path, DISCUSS_STAFF_SECOND_FACTOR="maybe")
    assert fault == "DISCUSS_STAFF_SECOND_FACTOR must be required or offered, not 'maybe'."
