#!/bin/sh
# Everything that can be said about the code without running it. All of it runs, then the failures are named.
set -u
cd "$(dirname "$0")/.."
.ci/install.sh dev || exit 1
failed=

try() {
    name=$1
    shift
    echo "-- $name"
    "$@" || failed="$failed $name"
}

# Names of package indexes and paths of somebody's machine: the brackets keep this line from finding itself.
strays() {
    ! git grep -nIE 'pyp[i]\.org|pythonhos[t]ed\.org|npm[j]s\.(org|com)|deb[.]debian[.]org|/wor[k]/|/far[m]/|/roo[t]/|/hom[e]/[a-z]|index-ur[l]' -- .
}

try format .venv/bin/ruff format --check --quiet .
try lint .venv/bin/ruff check --quiet .
try types .venv/bin/mypy
try imports .venv/bin/lint-imports --no-logo
try advisories .venv/bin/python .ci/advisories.py
try templates .venv/bin/djlint templates --lint --quiet
try strays strays
if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
    exit 1
fi
echo "All checks passed."
