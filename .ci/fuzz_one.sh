#!/usr/bin/env bash
# Runs one fuzz target:  fuzz_one.sh <name> <limit> <folder for the verdict>
#
# The limit is seconds=N or inputs=N. The number of inputs tried is left in the verdict's file.
# Starts from the committed corpus, keeps what it learns beside the build, and fails on anything the sanitizers report, on
# an input that takes over 10 seconds, and on memory above 2 GB.
set -euo pipefail
name=$1 verdict=$3
case $2 in
  seconds=*) limit="-max_total_time=${2#*=}" ;;
  inputs=*) limit="-runs=${2#*=}" ;;
  *) echo "fuzz_one.sh: the limit is seconds=N or inputs=N, not $2" >&2 && exit 2 ;;
esac
mkdir -p "$verdict" "build/fuzz/learned/$name"
corpora=("build/fuzz/learned/$name")
if [[ -d test/fuzz/corpus/$name ]]; then corpora+=("test/fuzz/corpus/$name"); fi
if "build/fuzz/fuzz/$name" "$limit" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="build/fuzz/found/$name-" "${corpora[@]}" >"build/fuzz/$name.log" 2>&1; then
  sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log" >"$verdict/$name.passed"
  echo "    $name: $(cat "$verdict/$name.passed") inputs"
else
  echo "    $name: FAILED"
  grep -m 5 -E 'ERROR|SUMMARY|error|Test unit' "build/fuzz/$name.log" || tail -n 20 "build/fuzz/$name.log"
  exit 1
fi
