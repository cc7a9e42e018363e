#!/usr/bin/env bash
# Counts words by workers in the tree of an image, as a container would have them: nothing but the program, its libraries and
# /etc/hosts, and the program as entry point with a runner's arguments. Only the container engine is missing: chroot stands for it,
# and the runner starts it as a process. Called beside an engine:
#
#   test/interop/prism.sh build/engines/prism 8073 test/interop/image.sh build/dev/examples/portable_wordcount prism LICENSE
set -euo pipefail
PROGRAM=$(realpath "$1")
RUNNER=$2
INPUT=$3
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT

TREE=$FOLDER/tree
mkdir -p "$TREE/opt" "$TREE/etc" "$TREE/out" "$TREE/tmp"
cp "$PROGRAM" "$TREE/opt/word_count"
cp "$INPUT" "$TREE/input"
echo "127.0.0.1 localhost" >"$TREE/etc/hosts"
# ldd prints "name => /path (address)", and "/path (address)" for the loader.
ldd "$PROGRAM" | grep -o '/[^ ]*' | while read -r library; do
  mkdir -p "$TREE$(dirname "$library")"
  cp -L "$library" "$TREE$library"
done

cat >"$FOLDER/container" <<END
#!/bin/sh
exec chroot "$TREE" /opt/word_count "\$@"
END
chmod +x "$FOLDER/container"

"$PROGRAM" --input="$INPUT" --output="$FOLDER/here"
"$PROGRAM" --input=/input --output=/out/there --runner="$RUNNER" --job_endpoint="$BEAM_JOB_ENDPOINT" \
  --environment_type=PROCESS --environment_config="$FOLDER/container"
sort "$FOLDER"/here* >"$FOLDER/expected"
sort "$TREE"/out/there* >"$FOLDER/counts"
[[ -s $FOLDER/expected ]] || { echo "image.sh: the direct runner counted nothing" >&2 && exit 1; }
diff "$FOLDER/expected" "$FOLDER/counts"
echo "$(wc -l <"$FOLDER/counts") words, counted as the direct runner does, by a worker that sees nothing but its image"
