#!/bin/sh
# Makes the virtual environment "$VENV" (default .venv) and installs the project into it, once.
#
#   usage: tools/environment.sh [EXTRAS]     EXTRAS such as "app,study,test,dev"; none for a plain user
#
# It is made again only when pyproject.toml, the constraints, the extras or the folder change. An existing environment is
# used as it is found. PYTHON names the interpreter for a new one, CONSTRAINTS the file of versions.
set -eu

cd "$(dirname -- "$0")/.."
extras=${1:-}
venv=${VENV:-.venv}
constraints=${CONSTRAINTS:-constraints.txt}
oldest="3.11"

fail() {
  printf '\npartnersim: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  if [ -n "${PYTHON:-}" ]; then
    version_of "$PYTHON" >/dev/null || fail "PYTHON=$PYTHON does not run."
    new_enough "$PYTHON" || fail "PYTHON=$PYTHON is Python $(version_of "$PYTHON"); $oldest or newer is needed."
    printf '%s\n' "$PYTHON"
    return
  fi
  seen=""
  for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    found=$(version_of "$candidate") || continue
    if new_enough "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
    seen="$seen $candidate is $found;"
  done
  if [ -n "$seen" ]; then
    fail "Python $oldest or newer is needed, and only older ones were found:$seen" \
      "Install a newer one (Debian 12, Ubuntu 24.04 and later: apt-get install python3 python3-venv)," \
      "or name one: make demo PYTHON=/path/to/python3.11"
  fi
  fail "no Python was found; $oldest or newer is needed." \
    "Debian or Ubuntu: apt-get install python3 python3-venv" \
    "or name one: make demo PYTHON=/path/to/python3.11"
}

make_environment() {
  python=$(find_python) || exit 1
  version=$(version_of "$python")
  if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    fail "$python (Python $version) lacks the venv or ensurepip module, which make the environment." \
      "Debian or Ubuntu: apt-get install python3-venv   (or python$version-venv)"
  fi
  echo "partnersim: making $venv with Python $version"
  "$python" -m venv "$venv" || fail "the environment $venv could not be made with $python (see above)."
}

if [ ! -x "$venv/bin/python" ]; then
  if [ -e "$venv" ] && [ -n "$(ls -A -- "$venv")" ]; then
    fail "$venv exists but holds no bin/python." "Remove it, or name another: make demo VENV=folder"
  fi
  make_environment
fi
new_enough "$venv/bin/python" || fail "$venv does not run Python $oldest or newer." \
  "Remove it, or name another: make demo VENV=folder"

# One stamp per set of extras: a plain install after a full one must not look out of date.
stamp="$venv/.partnersim-installed-$(printf '%s' "${extras:-plain}" | tr ',' '-')"
wanted=$({ pwd; printf '%s\n' "$extras"; cat pyproject.toml "$constraints"; } | cksum)
if [ -f "$stamp" ] && [ "$(cat -- "$stamp")" = "$wanted" ]; then
  exit 0
fi

"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip --upgrade >/dev/null 2>&1 ||
  fail "there is no pip in $venv." "Debian or Ubuntu: apt-get install python3-venv, then remove $venv and try again."

echo "partnersim: installing into $venv (needs the network, a few minutes the first time)"
rm -f -- "$stamp"
# Without --no-compile pip translates every file of every library, half of its time; Python translates those that are
# used, once, when they are first used.
"$venv/bin/python" -m pip install --no-compile --disable-pip-version-check --quiet -c "$constraints" -e ".${extras:+[$extras]}" ||
  fail "pip could not install the libraries (its message is above)." \
    "Common causes: no network or a proxy; a full disk; a Python too new for ready-made wheels" \
    "(the tested ones are 3.11 and 3.13: make demo PYTHON=python3.13)." \
    "Running the same command again goes on where it stopped."
printf '%s\n' "$wanted" >"$stamp"
