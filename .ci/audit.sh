#!/bin/sh
# Ask whether anything that the site runs on has a known fault, and write down what it runs on (var/sbom.json).
# It asks an advisory service over the network, so it is no part of `make check`; what cannot be asked about fails.
set -eu
cd "$(dirname "$0")/.."
.ci/install.sh audit
mkdir -p var
.venv/bin/cyclonedx-py requirements requirements/runtime.txt --pyproject pyproject.toml --output-file var/sbom.json
echo "What the site runs on is listed in var/sbom.json."
exec .venv/bin/pip-audit --strict --no-deps --disable-pip --require-hashes --progress-spinner off \
    -r requirements/runtime.txt
