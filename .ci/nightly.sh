# shellcheck shell=bash
# ./dev nightly: the full numbers. Sourced by ./dev; the result is written to docs/nightly.md.

# tidy: clang-tidy over the library's own .cc files, with the flags of the clang build.
tidy() {
  git ls-files '*.cc' | grep -E '^(beam|coders|transforms|io|runners)/' |
    xargs -r -P "$JOBS" -n 4 clang-tidy-16 -quiet -p build/clang
}

# twenty_repeats: a test that fails once in twenty runs is broken.
twenty_repeats() {
  run_ctest "20 repeats" 7200 build/dev -LE 'house|interop' --repeat until-fail:20 || true
}

# every_engine: the tests beside engines of others, with the full number of submissions.
every_engine() {
  export BEAM_SUBMISSIONS=1000
  interop build/dev 3600 prism python flink flink_cluster
  unset BEAM_SUBMISSIONS
}

# benchmarks: fails if two programs disagree, or if an opponent is weak.
benchmarks() {
  counted "benchmarks: build" 900 build release beam_benches || return 0
  counted "benchmarks" 7200 bench/run_all --build build/release --output build/release/performance.md || true
}

# fresh_root: both commands on a machine without the packages. Takes root and debootstrap.
fresh_root() {
  if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
    tally skip "fresh root" "takes root and debootstrap"
    return 0
  fi
  counted "fresh root: ./dev wordcount" 900 test/fresh_root/try.sh ./dev wordcount || true
  counted "fresh root: ./dev test" 960 test/fresh_root/try.sh ./dev test || true
}

# write_report: docs/nightly.md, out of the steps and the tally of this run.
write_report() {
  {
    echo "# The last nightly run"
    echo
    echo "Written by \`./dev nightly\`."
    echo
    echo "- Date: $(date -u +%Y-%m-%d)"
    echo "- Commit: $(git rev-parse HEAD)$(git diff --quiet HEAD -- || echo ', with changes that were not committed')"
    echo "- Machine: $(nproc) cores, $(awk '/^MemTotal/ { printf "%d", $2 / 1048576 }' /proc/meminfo) GiB;" \
      "$(g++ --version | head -n 1); $(clang++-16 --version | head -n 1)"
    echo
    echo '```'
    printf '%s\n' "${STEP_LINES[@]}"
    echo
    python3 -B cmake/list_exceptions.py
    awk -F'\t' '$1 == "skip" { print "skipped: " $2 ": " $3 } $1 == "fail" { print "FAILED: " $2 ": " $3 }' "$OUT/results"
    echo "$(grep -c '^pass' "$OUT/results" || true) passed, $(grep -c '^fail' "$OUT/results" || true) failed"
    echo '```'
  } >docs/nightly.md
}

command_nightly() {
  exec </dev/null
  begin_run
  packages 300 "$PACKAGES_TO_TIDY"
  counted "format" 60 check_format || true
  if build_all "dev" dev 600 all all_verify_interface_header_sets; then
    run_ctest "house" 300 build/dev -L house || true
    twenty_repeats
    every_engine
  fi
  if build_all "clang" clang 900 all all_verify_interface_header_sets; then
    run_ctest "clang house" 300 build/clang -L house || true
    counted "clang-tidy" 3600 tidy || true
  fi
  if build_all "release" release 900; then
    run_ctest "release house" 300 build/release -L house || true
    random_pipelines build/release 10000 7200
  fi
  sanitize asan-ubsan forced 900 3600
  counted "a million lies over the Fn API" 3600 build/asan-ubsan/test/fn_api_random 1000000 || true
  sanitize tsan forced 900 3600
  fuzz_all inputs=10000000 3600
  benchmarks
  fresh_root
  mkdir -p docs
  write_report
  close_run 43200
}
