#!/bin/sh
# Fuzzes one target for some seconds: fuzz/run.sh TARGET [SECONDS] [libFuzzer options].
#
# The same as `cargo fuzz run -s none TARGET`, without nightly: the flags that turn coverage on are stable, only the
# sanitizers are not. The engine has no unsafe code, so panics, hangs and memory are what is looked for.
set -eu
cd "$(dirname "$0")"
target=$1
seconds=${2:-60}
[ $# -lt 2 ] && shift 1 || shift 2
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions"
host=$(rustc -vV | sed -n 's/^host: //p')
[ "$target" = build ] && exec cargo build --release --target "$host"
cargo build --release --target "$host" --bin "$target"

# The first corpus: the input of every block of the golden scripts, one file each.
corpus=corpus/$target
mkdir -p "$corpus" artifacts
if [ -z "$(ls "$corpus")" ] && [ "$target" != records ]; then
    find ../tests/language -name '*.script' | sort | while read -r script; do
        name=$(basename "$script" .script)
        awk -v out="$corpus/$name" '
            /^---$/ { shown = 1; next }
            shown && /^$/ { shown = 0; n++; next }
            !shown && !/^#/ { print > (out "-" n + 0) }
        ' "$script"
    done
fi
"${CARGO_TARGET_DIR:-target}/$host/release/$target" "$corpus" -dict=cypher.dict -artifact_prefix="artifacts/$target-" \
    -max_len=1024 -timeout=20 -rss_limit_mb=2048 -max_total_time="$seconds" "$@"
