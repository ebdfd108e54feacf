#!/bin/sh
# clang-tidy over our C, two at a time; a file that was clean stays so until it, a header that it
# takes in (as the build has noted) or the list of checks changes.
#
#   scripts/tidy.sh [FILE…]
#
# One file a process: version 14 sees uninitialised va_lists where there are none when given several.
set -eu
cd "$(dirname "$0")/.."
command -v clang-tidy >/dev/null || { echo "tidy: no clang-tidy: scripts/setup.sh test" >&2; exit 1; }
flags="-std=c11 -D_GNU_SOURCE -Isrc -Irooms -Ibuild -DVECHE_VERSION=\"\" $(make -s print-pkgs)"

if [ "${1:-}" = --one ]; then
	sum=$(cat "$2" .clang-tidy | cksum | tr ' ' -)
	noted=build/obj/${2%.c}.d
	if [ -f "$noted" ]; then
		heads=$(sed 's/^[^:]*://; s/\\$//' "$noted" | tr ' ' '\n' | grep -E '^(src|rooms|build)/.*\.(h|def)$' |
			sort -u | xargs cat | cksum | tr ' ' -)
	else
		heads=$TIDY_HEADERS
	fi
	mark=build/tidy/$(echo "$2" | tr / _).$sum.$heads
	[ ! -f "$mark" ] || exit 0
	if clang-tidy --quiet "$2" -- $flags >"$mark.out" 2>/dev/null; then
		mv "$mark.out" "$mark"
		exit 0
	fi
	cat "$mark.out"
	rm -f "$mark.out"
	exit 1
fi

# A check that this version does not know would be passed over without a word.
known=$(clang-tidy --list-checks --checks='*')
sed -n 's/^  \([a-z]*-[A-Za-z0-9.-]*\),*$/\1/p' .clang-tidy | grep -v '^-' | while read -r check; do
	case $check in *.) continue ;; esac
	echo "$known" | grep -q "^ *$check$" || { echo "tidy: this clang-tidy has no $check"; exit 1; }
done
mkdir -p build/tidy
TIDY_HEADERS=$(find src rooms tools -name '*.h' -o -name '*.def' | sort | xargs cat | cksum | tr ' ' -)
export TIDY_HEADERS
[ $# -gt 0 ] || set -- $(find src rooms tools -name '*.c' ! -path '*/_new/*' ! -path '*/test/*' | sort)
printf '%s\n' "$@" | xargs -P 2 -n 1 sh "$0" --one
