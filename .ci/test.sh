#!/bin/sh
# Run the tests: all of them and with every part, unless BACKENDS or TESTS asks for less.
set -eu
cd "$(dirname "$0")/.."
.ci/install.sh dev
case ",${BACKENDS:-chromium}," in
    *,chromium,*) .ci/chromium.sh ;;
esac
# One more than cores: much of the time is spent waiting for servers, browsers and disks.
workers=$(($(nproc 2>/dev/null || echo 2) + 1))
[ "$workers" -ge 2 ] || workers=2
[ "$workers" -le 8 ] || workers=8
if [ -n "${TESTS:-}" ]; then
    # shellcheck disable=SC2086  # several paths or options are several words
    exec .venv/bin/python -m pytest -q -n "$workers" --dist worksteal $TESTS
fi
exec .venv/bin/python -m pytest -q -n "$workers" --dist worksteal --everything
