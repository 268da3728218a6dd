#!/bin/sh
# Heard for a newcomer: ./go demo, ./go test, ./go heard ARGS. Needs python3 (3.11 or newer) and pip, nothing else.
# Each does all set-up first, in .venv, from one lock file with hashes; a second time it is instant.
set -eu
cd "$(dirname "$0")"
PY=${PYTHON:-python3}

"$PY" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "go: needs python3, version 3.11 or newer; set PYTHON to one" >&2; exit 1; }

find_uv() {
    if command -v uv >/dev/null 2>&1; then command -v uv; return; fi
    [ -x .tools/bin/uv ] && { echo .tools/bin/uv; return; }
    "$PY" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools uv >/dev/null 2>&1 \
        && [ -x .tools/bin/uv ] && { echo .tools/bin/uv; return; }
    echo ""
}

# install LOCK: brings .venv to exactly what the lock file says
install() {
    lock=$1
    stamp=$(cat "$lock" pyproject.toml | cksum)
    [ -f .venv/ready ] && [ "$(cat .venv/ready)" = "$lock $stamp" ] && return
    [ "$lock" = requirements.lock ] && grep -q "^requirements-dev.lock " .venv/ready 2>/dev/null \
        && [ "$(cat .venv/ready)" = "requirements-dev.lock $(cat requirements-dev.lock pyproject.toml | cksum)" ] && return
    echo "go: setting up (once) …" >&2
    uv=$(find_uv)
    if [ -n "$uv" ]; then
        [ -x .venv/bin/python ] || "$uv" venv --quiet --python "$PY" .venv
        VIRTUAL_ENV=$PWD/.venv "$uv" pip sync --quiet --require-hashes "$lock"
        VIRTUAL_ENV=$PWD/.venv "$uv" pip install --quiet --no-deps -e .
    else
        [ -x .venv/bin/python ] || "$PY" -m venv --without-pip .venv
        "$PY" -m pip --python .venv/bin/python install --quiet --require-hashes -r "$lock"
        "$PY" -m pip --python .venv/bin/python install --quiet --no-deps -e .
    fi
    # what a start imports is compiled now, also where Python was told to write nothing: each start takes half as long
    env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -c "import bot.app, bot.__main__"
    echo "$lock $stamp" > .venv/ready
}

what=${1:-help}
[ $# -gt 0 ] && shift
case $what in
    demo) install requirements.lock; exec .venv/bin/heard demo "$@" ;;
    heard) install requirements.lock; exec .venv/bin/heard "$@" ;;
    test)
        install requirements-dev.lock
        # a line each: of several joined by && only the last one that fails would stop us
        .venv/bin/ruff format --check --quiet .
        .venv/bin/ruff check --quiet .
        .venv/bin/mypy --no-error-summary
        unset PYTHONDONTWRITEBYTECODE  # else each process that the tests start compiles all it imports anew
        [ -x /usr/bin/chromium ] || [ -n "${CHROMIUM:-}" ] || echo "go: no Chromium here, so the browser tests are left out" >&2
        exec .venv/bin/pytest -n 2 --dist worksteal "$@" ;;
    python) install requirements-dev.lock; exec .venv/bin/python "$@" ;;
    *)
        echo "usage: ./go demo        a made-up borough on http://127.0.0.1:8080"
        echo "       ./go test        every test"
        echo "       ./go heard ARGS  any command, as: ./go heard --help"
        exit 2 ;;
esac
