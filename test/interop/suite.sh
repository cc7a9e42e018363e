#!/usr/bin/env bash
# Runs the suite (test/runners/suite) on the engine beside which this is called, and leaves out, with the reasons, what cannot
# pass there:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/suite.sh build/dev/test/portable_suite prism prism
#
# Arguments: the program, the name of the runner, the name of the engine. What unsupported.txt says of flink is true of
# flink_cluster and flink_streaming too, and what it says of flink_batch of all but the latter. A test that is listed there and passes all the same is a failure: the list would grow old.
set -euo pipefail
PROGRAM=$1
export BEAM_SUITE_RUNNER=$2
ENGINE=$3
LIST=$(dirname "${BASH_SOURCE[0]}")/unsupported.txt

selection=()
listed=()
names=" every $ENGINE ${ENGINE%%_*} "
if [[ $ENGINE == flink || $ENGINE == flink_cluster ]]; then names+="flink_batch "; fi
while IFS='|' read -r engine test reason; do
  [[ $names == *" $engine "* ]] || continue
  echo "SKIPPED: $test: $reason"
  # A comma stands between tests of a selection.
  selection+=("~${test//,/\\,}")
  if [[ $test != \[*\] ]]; then listed+=("${test//,/\\,}"); fi
done < <(sed -E '/^#/d; /^ *$/d; s/ *\| */|/g' "$LIST")

status=0
"$PROGRAM" --durations yes "${selection[@]}" || status=$?
for test in "${listed[@]}"; do
  # What cannot pass may also never end.
  if timeout 60 "$PROGRAM" "$test" >/dev/null 2>&1; then
    echo "suite.sh: unsupported.txt lists a test that passes on $ENGINE, or does not exist: $test" >&2
    status=1
  fi
done
exit "$status"
