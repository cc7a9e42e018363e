#!/usr/bin/env bash
# A job whose workers are another program, and may not become the right one, ends with that reason and does not hang:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/refused_worker.sh build/dev/examples/portable_wordcount prism LICENSE OTHER
set -euo pipefail
PROGRAM=$1
RUNNER=$2
INPUT=$3
OTHER=$4
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

status=0
timeout 60 "$PROGRAM" --input="$INPUT" --output="$FOLDER/words" --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT" \
  --environment_type=PROCESS --environment_config="$OTHER" --stage_program=false 2>"$FOLDER/errors" || status=$?
cat "$FOLDER/errors"
((status != 0)) || { echo "refused_worker.sh: the job was done by another program" >&2 && exit 1; }
((status != 124)) || { echo "refused_worker.sh: the job had not ended after a minute" >&2 && exit 1; }
grep -q 'worker' "$FOLDER/errors" || { echo "refused_worker.sh: the error does not name the worker" >&2 && exit 1; }
