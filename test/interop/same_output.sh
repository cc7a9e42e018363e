#!/usr/bin/env bash
# Runs a program that has --input and --output on the engine beside which this is called, and compares what it writes with the direct
# runner's:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/same_output.sh build/dev/examples/portable_wordcount prism LICENSE LOOPBACK
#
# The fourth argument says where the workers run: LOOPBACK, PROCESS, or EXTERNAL, for which a pool is started. For PROCESS a fifth
# one may name the program that the runner starts as a worker, which may be another one.
set -euo pipefail
PROGRAM=$1
RUNNER=$2
INPUT=$3
ENVIRONMENT=$4
WORKER=${5:-}
FOLDER=$(mktemp -d)
POOL=
trap '[[ -z $POOL ]] || kill "$POOL"; rm -rf "$FOLDER"' EXIT

config=()
[[ -z $WORKER ]] || config=("--environment_config=$WORKER")
if [[ $ENVIRONMENT == EXTERNAL ]]; then
  mkfifo "$FOLDER/pool"
  "$PROGRAM" --worker_pool >"$FOLDER/pool" &
  POOL=$!
  # The pool prints the flags that name it.
  exec 3<"$FOLDER/pool"
  read -r -t 60 line <&3
  config=("--environment_config=${line##*=}")
fi

"$PROGRAM" --input="$INPUT" --output="$FOLDER/here"
"$PROGRAM" --input="$INPUT" --output="$FOLDER/there" --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT" \
  --environment_type="$ENVIRONMENT" "${config[@]}"
sort "$FOLDER"/here* >"$FOLDER/expected"
sort "$FOLDER"/there* >"$FOLDER/found"
[[ -s $FOLDER/expected ]] || { echo "same_output.sh: the direct runner wrote nothing" >&2 && exit 1; }
diff "$FOLDER/expected" "$FOLDER/found"
echo "$(wc -l <"$FOLDER/found") lines, as the direct runner writes them, by workers in $ENVIRONMENT"
