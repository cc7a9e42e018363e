#!/usr/bin/env bash
# Runs a command beside a Prism of its own: Beam's Go runner, built from its Go module. See beside.sh for the arguments.
#
#   test/interop/prism.sh build/engines/prism 8073 env BEAM_SUITE_RUNNER=prism build/dev/test/portable_suite
#
# GO names the Go to build it with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/beside.sh"

VERSION=v2.77.0

install() {
  local folder=$1 go=${GO:-go}
  [[ ! -x $folder/prism-$VERSION ]] || return 0
  needs "$go" "Prism is built with Go"
  # Newer ones fetch the Go that the module asks for.
  local minor
  minor=$("$go" env GOVERSION | sed -E 's/^go1\.([0-9]+).*/\1/')
  ((minor >= 21)) || skip "Prism is built with Go 1.21 or newer, and here is 1.$minor"
  GOBIN=$folder "$go" install "github.com/apache/beam/sdks/v2/go/cmd/prism@$VERSION"
  mv "$folder/prism" "$folder/prism-$VERSION"
}

start() {
  serve prism "$1/prism-$VERSION" --job_port "$2" --serve_http=false --log_kind text
  await "$2" 30
}

main "$@"
