#!/usr/bin/env bash
# Runs a command beside the local job service of Beam's Python SDK, from a virtual environment of its own. See beside.sh for
# the arguments.
#
#   test/interop/python_service.sh build/engines/python 8074 env BEAM_SUITE_RUNNER=portable build/dev/test/portable_suite
#
# PYTHON names the Python to make the environment with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/beside.sh"

VERSION=2.77.0

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
  serve service "$1/beam-$VERSION/bin/python" -m apache_beam.runners.portability.local_job_service_main -p "$2"
  cd "$OLDPWD"
  await "$2" 60
}

main "$@"
