#!/bin/sh
# clang-format over the statements of functions. What a person set by hand stays: tables, structs,
# prototypes, and in a function the statements with an initializer or a text of several lines.
#
#   scripts/format.sh            rewrites
#   scripts/format.sh --check    names the files that would change; fails when there are any
set -eu
cd "$(dirname "$0")/.."
mode=${1:-}
command -v clang-format >/dev/null || { echo "format: no clang-format: scripts/setup.sh test" >&2; exit 1; }

# Ranges of lines, as clang-format wants them: runs of statements between a { and a } in the first
# column, without those set by hand. A comment at the end of a line is not a part of the statement.
# Lines are counted through all the files named.
statements() {
	awk '
	function shut() { if (from) printf " --lines=%d:%d", from, to; from = 0 }
	FNR == 1 { shut(); inside = hand = deep = 0 }
	/^\{$/ { inside = 1; first = NR + 1; hand = 0; next }
	/^\}/ { shut(); inside = 0; next }
	!inside { next }
	{
		text = $0
		sub(/[ \t]*\/\*.*\*\/$/, "", text)
		if (text ~ /\{ *\.|\)\{|= \{|"$|"[A-Za-z_]* *"|" :$|^#|\/\*|\*\/|\\$|^\t*[{}].*[;,]$/) hand = 1
		if (text ~ /(\(struct [a-z_]+(\[\])?\)|= |\) *)\{$/ && text !~ /^\t+(\} )?(if|for|while|else|switch|do)/) deep = 1
		if (deep && text !~ /;$/) next
		deep = 0
		if (text !~ /[;{}]$/ && text !~ /^\t+(case .*|default|[a-z_]+):$/ && text !~ /^\t+(if|for|while|else).*[^,(&|?]$/ && text != "") next
		if (hand) shut()
		else { if (!from) from = first; to = NR }
		first = NR + 1; hand = 0
	}
	END { shut() }' "$@"
}

# Are these files, one after another, as they should be? clang-format takes long to start, so it gets
# many at once.
good() {
	lines=$(statements "$@")
	[ -n "$lines" ] || return 0
	cat "$@" | clang-format $lines --assume-filename=all.c | { cat "$@" | cmp -s /dev/fd/3 -; } 3<&0
}

# One file: its name when it is not as it should be.
one() {
	if [ "$mode" = --check ]; then
		good "$1" || echo "$1"
		return
	fi
	lines=$(statements "$1")
	[ -z "$lines" ] || clang-format -i $lines "$1"
}

if [ "${2:-}" ]; then
	shift
	[ "$mode" != --check ] || ! good "$@" || exit 0
	for f; do one "$f"; done
	exit 0
fi
bad=$(find src rooms tools tests/unit tests/fuzz tests/bench -name '*.c' |
    sort | xargs -P 2 -n 40 sh "$0" "${mode:---write}")
[ -z "$bad" ] || { echo "$bad"; echo "format: scripts/format.sh makes them so" >&2; exit 1; }
