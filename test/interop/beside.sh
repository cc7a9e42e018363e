# shellcheck shell=bash
# What the scripts of the engines have in common. Each of them is called so:
#
#   <engine>.sh <folder>                                  installs the engine into the folder, if it is not there yet
#   <engine>.sh <folder> <port> <command> [argument...]   and runs the command beside it
#
# The command finds the job service as BEAM_JOB_ENDPOINT=127.0.0.1:<port>, its process as BEAM_JOB_SERVICE_PID, and its exit
# code is the script's. 77 says that the engine cannot be had here; the reason was printed. What the servers print is kept,
# below <folder>/logs, only if the command fails.
#
# Servers of others listen on all addresses of their machine, and whoever reaches them can make them run commands. Therefore
# they and the command run in a network where there is nothing but loopback; the port need not be free outside. All of it is
# one tree of processes that the kernel ends as a whole: with the command, or when whoever called the script goes away.
#
# A script defines `install <folder>` and `start <folder> <port>`, sources this file and calls `main "$@"`.

ENGINE=$(basename "$0")

die() {
  echo "$ENGINE: $*" >&2
  exit 1
}

skip() {
  echo "SKIPPED: $*"
  exit 77
}

# needs <program> <for what>
needs() { command -v "$1" >/dev/null || skip "$1 is not on this machine, and $2"; }

# serve <name> <command...>: starts a server; its process is SERVED, what it prints goes to <logs>/<name>.log.
serve() {
  local name=$1
  shift
  "$@" >"$LOGS/$name.log" 2>&1 </dev/null &
  SERVED=$!
  # The shell would announce that it was killed, by a test or at the end.
  disown "$SERVED"
}

# await <port> <seconds>: until the server that was started last listens there.
await() {
  local port=$1 until=$((SECONDS + $2))
  until (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 "$SERVED" 2>/dev/null || die "a server ended before it listened on port $port; its log is in $LOGS"
    ((SECONDS < until)) || die "nobody listens on port $port after $2 s; the logs are in $LOGS"
    sleep 0.1
  done
}

# namespace: the command that runs another in namespaces of its own.
namespace() {
  local options=(--net --pid --uts --fork --kill-child)
  if ! unshare --map-root-user "${options[@]}" true 2>/dev/null; then
    unshare "${options[@]}" true 2>/dev/null || skip "this machine does not let us have a network namespace of our own"
  else
    options+=(--map-root-user)
  fi
  NAMESPACE=(setpriv --pdeathsig KILL -- unshare "${options[@]}" --)
}

# inside <folder> <port> <command...>: called in the namespace, as its first process.
inside() {
  local folder=$1 port=$2 status=0
  shift 2
  ip link set lo up
  # Engines ask for this machine's name and look it up; no other name leads to loopback everywhere.
  echo localhost >/proc/sys/kernel/hostname
  mkdir -p "$folder/logs"
  LOGS=$(mktemp -d "$folder/logs/XXXXXX")
  start "$folder" "$port"
  BEAM_JOB_ENDPOINT="127.0.0.1:$port" BEAM_JOB_SERVICE_PID=$SERVED "$@" || status=$?
  if ((status == 0)); then rm -rf "$LOGS"; else echo "$ENGINE: the logs of the engine are in $LOGS" >&2; fi
  return "$status"
}

main() {
  if [[ ${1:-} == --inside ]]; then
    shift
    inside "$@"
    return
  fi
  (($# == 1 || $# >= 3)) || die "usage: $ENGINE <folder> [<port> <command> [argument...]]"
  mkdir -p "$1"
  local folder status=0
  folder=$(realpath "$1")
  if (($# == 1)); then
    # One installs, the others wait for it.
    (flock 9 && install "$folder") 9>"$folder/lock"
    return
  fi
  # In a process of its own, which stops at its first failure. What cannot be fetched says nothing about us.
  "$0" "$folder" || status=$?
  ((status != 77)) || exit 77
  ((status == 0)) || skip "the engine could not be installed; what the installer said stands above"
  needs ip "it brings up loopback (Debian: iproute2)"
  namespace
  exec "${NAMESPACE[@]}" "$0" --inside "$folder" "${@:2}"
}
