# The other scripts of this folder include this file. It creates the virtual environment if it is missing.
#
#   prepare core    installs the packages that microdep needs
#   prepare dev     also installs the packages that its tests need
#
# Afterwards $venv/bin contains the commands. MICRODEP_VENV names a folder to use instead of .venv. PYTHON names
# an interpreter to use instead of the newest one. All messages go to standard error.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
unset PYTHONDONTWRITEBYTECODE # otherwise Python compiles every module again at every start
venv=${MICRODEP_VENV:-$root/.venv}
case $venv in /*) ;; *) venv=$PWD/$venv ;; esac

prepare() {
    mark=$venv/.microdep-$1
    # The environment for development also contains the packages of the other one.
    for installed in "$mark" "$venv/.microdep-dev"; do
        if [ -f "$installed" ] && [ "$(cat "$installed")" = "$(fingerprint)" ] && usable; then
            return 0
        fi
    done
    if ! usable; then
        find_python
        say "creating a virtual environment with $($python -V) in $venv"
        "$python" -m venv --clear "$venv" || stop "cannot create the virtual environment."
    fi
    say "installing packages; the first time takes a minute or two ..."
    case $1 in core) what=. ;; *) what=.[$1] ;; esac
    rm -f "$mark"
    if ! (cd "$root" && "$venv/bin/python" -I -m pip install --quiet --disable-pip-version-check \
        --editable "$what") >"$venv/install.log" 2>&1; then
        tail -n 15 "$venv/install.log" >&2
        stop "cannot install the packages; check that pip can reach a package index." \
            "The full log is $venv/install.log"
    fi
    fingerprint >"$mark" # the last step, so that an interrupted installation starts again
    say "ready."
}

# Print the data that make a new installation necessary. The code is not among them: the install is editable.
fingerprint() {
    cksum <"$root/pyproject.toml"
    printf '%s\n' "$root"
}

# Succeed if the environment exists, works, and was not moved. Its commands contain their path.
usable() {
    grep -qsF -- "$venv" "$venv/bin/activate" &&
        "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Set `python` to the newest interpreter that can create environments. If there is none, print what is missing.
find_python() {
    too_old='' without_venv=''
    for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        if ! version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null); then
            continue
        elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            too_old="$too_old $python ($version)"
        elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
            without_venv=$version
        else
            return 0
        fi
    done
    if [ -n "$without_venv" ]; then
        stop "Python $without_venv cannot create virtual environments, because venv or ensurepip is missing." \
            "On Debian and Ubuntu, run: apt install python3-venv (or python$without_venv-venv)"
    fi
    stop "Python 3.11 or newer is required${too_old:+; found only$too_old}." \
        "If it has another name, run: PYTHON=/path/to/python3 sh $0"
}

say() {
    printf 'microdep: %s\n' "$1" >&2
}

stop() {
    for line in "$@"; do
        say "$line"
    done
    exit 1
}
