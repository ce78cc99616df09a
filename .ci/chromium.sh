#!/bin/sh
# See to it that there is a Chromium for the tests: install the system's package if that is allowed, else say so.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then
        exit 0
    fi
done
as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing Chromium for the tests ..."
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq || true  # an old list may still do
    if $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
echo "Chromium is missing: install the package chromium, or run BACKENDS=sqlite,postgresql,redis make test." >&2
exit 1
