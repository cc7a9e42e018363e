#!/usr/bin/env bash
# Runs a command beside a Prism of its own: Beam's Go runner, built from its Go module.
#
#   test/interop/prism.sh <folder> <port> <command> [argument...]
#
# Prism is built into <folder> if it is not there yet. The command finds it as BEAM_JOB_ENDPOINT=127.0.0.1:<port>, and its exit
# code is the script's. Prism ends with the command; the command and Prism end when whoever called this script goes away.
#
# Prism listens on all addresses of its machine, and whoever reaches it can make it run commands. Therefore both run in a
# network namespace where there is nothing but loopback; the port need not be free outside.
set -euo pipefail

PRISM_VERSION=v2.77.0

die() {
  echo "prism.sh: $*" >&2
  exit 1
}

# build <folder>: makes <folder>/prism.
build() {
  local folder=$1 go=${GO:-go}
  [[ -x $folder/prism ]] && return
  command -v "$go" >/dev/null || die "Go is needed to build Prism; name it with GO=..., or put a prism into $folder"
  mkdir -p "$folder"
  GOBIN=$(realpath "$folder") "$go" install "github.com/apache/beam/sdks/v2/go/cmd/prism@$PRISM_VERSION"
}

# run <folder> <port> <command...>: called inside the namespace. If it is killed, the kernel ends both.
run() {
  local folder=$1 port=$2
  shift 2
  ip link set lo up
  setpriv --pdeathsig KILL -- "$folder/prism" --job_port "$port" --serve_http=false --log_kind text >"$folder/prism.log" 2>&1 &
  PRISM=$!
  trap 'kill -KILL "$PRISM"; wait "$PRISM" 2>/dev/null || true' EXIT
  BEAM_JOB_ENDPOINT="127.0.0.1:$port" setpriv --pdeathsig KILL -- "$@"
}

if [[ ${1:-} == --inside ]]; then
  shift
  run "$@"
else
  (($# >= 3)) || die "usage: prism.sh <folder> <port> <command> [argument...]"
  build "$1"
  exec setpriv --pdeathsig KILL -- unshare --net --map-root-user --kill-child --fork -- "$0" --inside "$(realpath "$1")" "${@:2}"
fi
