#!/bin/sh
# Lock what pyproject.toml asks for, with hashes; UPGRADE=1 takes the newest of everything.
# The files must name no package index.
set -eu
cd "$(dirname "$0")/.."
.ci/install.sh dev

compile() {
    .venv/bin/uv pip compile pyproject.toml --quiet --generate-hashes --no-header --no-annotate --no-emit-find-links \
        --universal --python-version 3.11 ${UPGRADE:+--upgrade} "$@"
}

compile -o requirements/runtime.txt
compile --group dev -c requirements/runtime.txt -o requirements/dev.txt
compile --group audit -c requirements/dev.txt -o requirements/audit.txt
if grep -nE 'https?:|file:|--(extra-)?index|--find-links' requirements/*.txt; then
    echo "The lock files name where packages come from; they must not." >&2
    exit 1
fi
