#!/usr/bin/env bash
# Runs a command beside the local job service of Beam's Python SDK, from a virtual environment of its own. See beside.sh for
# the arguments.
#
#   test/interop/python_service.sh build/engines/python 8074 env BEAM_SUITE_RUNNER=portable build/dev/test/portable_suite
#   test/interop/python_service.sh --state-iterables build/engines/python 8074 ...
#
# With --state-iterables the runner keeps the ends of grouped values in its state (state_iterables_service.py).
# PYTHON names the Python to make the environment with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/beside.sh"

VERSION=2.77.0
SERVICE=(-m apache_beam.runners.portability.local_job_service_main)
if [[ ${1:-} == --state-iterables ]]; then
  # Travels into the namespace, where this script is called again.
  export BEAM_STATE_ITERABLES=1
  shift
fi
if [[ -n ${BEAM_STATE_ITERABLES:-} ]]; then
  SERVICE=("$(realpath "$(dirname "${BASH_SOURCE[0]}")")/state_iterables_service.py")
fi

install() {
  local venv=$1/beam-$VERSION python=${PYTHON:-python3}
  [[ ! -e $venv/complete ]] || return 0
  needs "$python" "the service is a Python program"
  "$python" -c 'import ensurepip, venv' 2>/dev/null ||
    skip "$python cannot make virtual environments (Debian: python3-venv)"
  "$python" -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --only-binary :all: "apache-beam==$VERSION"
  touch "$venv/complete"
}

start() {
  # It puts its files where it stands.
  cd "$LOGS"
  serve service "$1/beam-$VERSION/bin/python" "${SERVICE[@]}" -p "$2"
  cd "$OLDPWD"
  await "$2" 60
}

main "$@"
