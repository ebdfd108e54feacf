#!/bin/sh
# The benchmarks. What they are made of stays in build/bench/ for the next time.
#
#   tests/bench/run.sh [options of bench.mjs]
set -eu
cd "$(dirname "$0")/../.."
bin=${VECHE_BIN:-build/veche}
[ -x "$bin" ] || { echo "bench: $bin is not built" >&2; exit 1; }
exec node tests/bench/bench.mjs --bin "$bin" "$@"
