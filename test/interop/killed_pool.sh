#!/usr/bin/env bash
# killed_worker with its worker in a pool (EXTERNAL), which is what is killed then:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/killed_pool.sh build/dev/test/killed_worker prism
set -euo pipefail
PROGRAM=$1
RUNNER=$2
FOLDER=$(mktemp -d)
POOL=
trap '[[ -z $POOL ]] || kill "$POOL" 2>/dev/null || true; rm -rf "$FOLDER"' EXIT

mkfifo "$FOLDER/pool"
"$PROGRAM" --worker_pool >"$FOLDER/pool" &
POOL=$!
# The pool prints the flags that name it.
exec 3<"$FOLDER/pool"
read -r -t 60 line <&3
"$PROGRAM" --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT" --environment_type=EXTERNAL "--environment_config=${line##*=}"
