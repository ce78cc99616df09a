#!/bin/sh
# Make .venv with the locked dependencies of one set (runtime or dev) and the command .venv/bin/discuss.
# Says nothing and takes no time when all is there already.
set -eu
cd "$(dirname "$0")/.."
set_name=${1:?runtime or dev}
wanted=requirements/$set_name.txt
have=.venv/installed-$set_name.txt

fail() {
    echo "$1" >&2
    exit 1
}

# Two commands on a fresh clone at once must not both fill the folder.
if [ -z "${DISCUSS_INSTALLING:-}" ] && command -v flock >/dev/null; then
    exec env DISCUSS_INSTALLING=1 flock .ci/install.sh .ci/install.sh "$set_name"
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            break
        fi
    done
    [ -n "$python" ] || fail "Python 3.11 or newer is needed, and there is none: install python3."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing: install it (on Debian and Ubuntu: apt-get install python3-venv)."
    rm -rf .venv
    "$python" -m venv .venv
fi

if ! cmp -s "$wanted" "$have"; then
    echo "Installing the locked dependencies ($set_name) into .venv ..."
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$wanted" ||
        fail "The dependencies could not be installed; see above. Nothing is half done: run the same command again."
    cp "$wanted" "$have"
fi

# The checkout itself, without a build: a path file and the command. Written anew if the folder was moved.
packages=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
[ "$(cat "$packages/discuss.pth" 2>/dev/null)" = "$PWD" ] || echo "$PWD" >"$packages/discuss.pth"
if ! cmp -s .ci/discuss .venv/bin/discuss; then
    cp .ci/discuss .venv/bin/discuss
    chmod +x .venv/bin/discuss
fi
