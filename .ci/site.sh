#!/bin/sh
# Serve the site: install what is missing, migrate the database, load the demo once, become the server.
set -eu
cd "$(dirname "$0")/.."
.ci/install.sh runtime
.venv/bin/discuss database upgrade
[ "${DISCUSS_DEMO:-1}" = 0 ] || .venv/bin/discuss demo load
# exec, so that whoever stops this process stops the server.
exec .venv/bin/discuss serve
