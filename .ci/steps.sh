# shellcheck shell=bash
# Steps with seconds and budgets, and the tally of what passed and failed. Sourced by ./dev.

STEP_LINES=()      # one line for each finished step
OVER_BUDGET=0      # how many steps took longer than their budget
OUT=""             # this run's scratch folder, made by begin_run

say() { printf '%s\n' "$*"; }

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# begin_run: a scratch folder for the tally, removed when the command ends, however it ends.
begin_run() {
  OUT=$(mktemp -d)
  RUN_STARTED=$EPOCHREALTIME
  trap 'rm -rf "$OUT"' EXIT
  trap 'exit 130' INT TERM
  : >"$OUT/results"
}

# seconds_since <EPOCHREALTIME>: prints the seconds with one decimal.
seconds_since() {
  local from=${1/[.,]/} now=${EPOCHREALTIME/[.,]/}
  local tenths=$(((now - from + 50000) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# step <name> <budget in seconds> <command...>: runs the command, says what it does, prints its seconds. Going over the
# budget is said aloud and counted, and does not fail the step: a slow machine is no defect. Returns the command's status.
step() {
  local name=$1 budget=$2 status=0 started=$EPOCHREALTIME
  shift 2
  say "==> $name (budget $budget s)"
  "$@" || status=$?
  local seconds verdict=""
  seconds=$(seconds_since "$started")
  if ((status != 0)); then verdict=", FAILED"; fi
  if ((${seconds%.*} >= budget)); then
    verdict="$verdict, OVER BUDGET"
    OVER_BUDGET=$((OVER_BUDGET + 1))
  fi
  STEP_LINES+=("$(printf '%8s s of %5d s  %s%s' "$seconds" "$budget" "$name" "$verdict")")
  say "    $name: $seconds s of $budget s$verdict"
  return "$status"
}

# tally pass|fail|skip <name> [reason]
tally() { printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" >>"$OUT/results"; }

# counted <name> <budget> <command...>: a step that is itself one check of the tally.
counted() {
  if step "$@"; then tally pass "$1"; else
    tally fail "$1"
    return 1
  fi
}

# run_ctest <title> <budget> <build folder> <ctest arguments...>: every test of the selection counts in the tally.
run_ctest() {
  local title=$1 budget=$2 build=$3 status=0
  shift 3
  step "$title" "$budget" ctest --test-dir "$build" -j "$JOBS" --output-on-failure --no-tests=error \
    --test-output-size-passed 1000000 --output-junit "$OUT/junit.xml" "$@" || status=$?
  : >"$OUT/these"
  if [[ -s $OUT/junit.xml ]]; then python3 -B "$ROOT/cmake/read_ctest_results.py" "$OUT/junit.xml" "$title" >"$OUT/these"; fi
  cat "$OUT/these" >>"$OUT/results"
  if ((status != 0)) && ! grep -q '^fail' "$OUT/these"; then tally fail "$title" "ctest failed without naming a test"; fi
  rm -f "$OUT/junit.xml" "$OUT/these"
  return "$status"
}

# close_run <total budget>: the steps, the exceptions in force, and the closing line. Exits 0 only if nothing failed.
close_run() {
  local budget=$1 seconds passed failed skipped
  seconds=$(seconds_since "$RUN_STARTED")
  say ""
  say "Steps:"
  printf '%s\n' "${STEP_LINES[@]}"
  printf '%8s s of %5d s  in all, on %s cores; %d steps over budget\n' "$seconds" "$budget" "$JOBS" "$OVER_BUDGET"
  if ((${seconds%.*} >= budget)); then say "OVER BUDGET: the whole run took $seconds s of $budget s"; fi
  passed=$(grep -c '^pass' "$OUT/results" || true)
  failed=$(grep -c '^fail' "$OUT/results" || true)
  skipped=$(grep -c '^skip' "$OUT/results" || true)
  say ""
  if ((failed > 0)); then
    say "Failed:"
    awk -F'\t' '$1 == "fail" { print "  " $2 ($3 == "" ? "" : ": " $3) }' "$OUT/results"
  fi
  if command -v python3 >/dev/null; then python3 -B "$ROOT/cmake/list_exceptions.py"; fi
  say "Skipped in this run: $skipped"
  awk -F'\t' '$1 == "skip" { print "  " $2 ": " $3 }' "$OUT/results"
  say "$passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}
