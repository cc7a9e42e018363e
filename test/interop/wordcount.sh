#!/usr/bin/env bash
# Counts the words of a file on the engine beside which this is called, and compares with the direct runner:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/wordcount.sh build/dev/examples/portable_wordcount prism LICENSE
set -euo pipefail
PROGRAM=$1
RUNNER=$2
INPUT=$3
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

"$PROGRAM" --input="$INPUT" --output="$FOLDER/here"
"$PROGRAM" --input="$INPUT" --output="$FOLDER/there" --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT"
sort "$FOLDER"/here* >"$FOLDER/expected"
sort "$FOLDER"/there* >"$FOLDER/counts"
[[ -s $FOLDER/expected ]] || { echo "wordcount.sh: the direct runner counted nothing" >&2 && exit 1; }
diff "$FOLDER/expected" "$FOLDER/counts"
echo "$(wc -l <"$FOLDER/counts") words, counted as the direct runner does"
