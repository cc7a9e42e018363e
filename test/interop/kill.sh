#!/usr/bin/env bash
# kill -9 in the middle of a job: of the program that submitted it, and of the job service. Called beside an engine:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/kill.sh build/dev/test/endless_job prism
#
# Each end has to be seen within 30 seconds. Prints what it does, and fails with a sentence.
set -euo pipefail
PROGRAM=$1
RUNNER=$2
LIMIT=30
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
mkfifo "$FOLDER/output"

die() {
  echo "kill.sh: $*" >&2
  sed 's/^/  the job: /' "$FOLDER/errors" >&2
  exit 1
}

# submit [argument...]: starts a job; its process is JOB, and what it prints is read from file descriptor 3.
submit() {
  "$PROGRAM" --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT" "$@" >"$FOLDER/output" 2>"$FOLDER/errors" &
  JOB=$!
  exec 3<"$FOLDER/output"
}

# await_work: until the job's step works.
await_work() {
  local line
  read -r -t 120 line <&3 || die "the job's step was not started"
  [[ $line == working ]] || die "the job printed: $line"
}

# await_end: until the job's process has ended; its exit code is ENDED.
await_end() {
  local line status=0
  # The end of its output is its end. Waiting too long is a status above 128.
  until ((status != 0)); do
    status=0
    read -r -t "$LIMIT" line <&3 || status=$?
  done
  ((status <= 128)) || die "the job has not ended after $LIMIT s"
  ENDED=0
  # The shell would announce a killed program.
  wait "$JOB" 2>/dev/null || ENDED=$?
}

echo "kill -9 of the submitting program leaves the job service usable"
submit
await_work
kill -KILL "$JOB"
await_end
submit --elements=1000
await_work
await_end
((ENDED == 0)) || die "the next job ended with exit code $ENDED"

echo "kill -9 of the job service ends the submitting program with an error that names the service"
submit
await_work
kill -KILL "$BEAM_JOB_SERVICE_PID"
SECONDS=0
await_end
((ENDED == 1)) || die "it ended with exit code $ENDED"
grep -q "the job service.*$BEAM_JOB_ENDPOINT" "$FOLDER/errors" || die "its error does not name the job service"
echo "it ended $SECONDS s later and said:"
sed 's/^/  /' "$FOLDER/errors"
