#!/bin/sh
# Ask whether anything that the site runs on has a known fault, and write down what it runs on (var/sbom.json).
# It asks an advisory service over the network, so it is no part of `make check`; what cannot be asked about fails.
# What it finds is kept in requirements/advisories.json, against which `make check` holds the lock files without network.
set -eu
cd "$(dirname "$0")/.."
.ci/install.sh audit
mkdir -p var
.venv/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --output-file var/sbom.json
echo "What the site runs on is listed in var/sbom.json."
rm -f var/audit.json
answered=0
.venv/bin/pip-audit --strict --no-deps --disable-pip --require-hashes --progress-spinner off \
    --format json --output var/audit.json -r requirements/runtime.txt || answered=$?
# pip-audit ends with 1 for a finding as well as for a service that does not answer; it writes only in the first case.
if [ -s var/audit.json ]; then
    exec .venv/bin/python .ci/advisories.py --add var/audit.json
fi
exit "$answered"
