#!/bin/sh
# Golden tests of the generators: tests/tools/run.sh [--update]
#
# X with X.result must pass and give just that; X with X.nresult must fail and
# say just that. --update writes both anew: read the difference before keeping it.
# BUILD: where the tools are, or are built to when they are not there.
set -u
cd "$(dirname "$0")/../.." || exit 2
root=$(pwd)
BUILD=${BUILD:-build/tools}
case $BUILD in /*) ;; *) BUILD=$root/$BUILD ;; esac
CC=${CC:-gcc}
update=${1:-}
passed=0
failed=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$BUILD" "$tmp/gen/t"

for tool in tplc sqlc assetc checksrc; do
	[ -x "$BUILD/$tool" ] && continue
	lib=
	[ $tool = sqlc ] && lib=-lsqlite3
	parts=$(ls tools/$tool.c tools/"$tool"_*.c 2>/dev/null)
	$CC -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Wpedantic -Wshadow -Werror \
		-o "$BUILD/$tool" $parts tools/tool.c $lib || exit 2
done

verdict() { # name, 0 when good
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok $1"
	else
		failed=$((failed + 1))
		echo "not ok $1"
	fi
}

same() { # name, expected, got
	[ "$update" = --update ] && cp "$3" "$2"
	diff -u "$2" "$3"
	verdict "$1" $?
}

# A command's golden test: name, the input's path (beside it the result), the command.
golden() {
	name=$1 input=$2
	shift 2
	"$@" >"$tmp/said" 2>&1
	code=$?
	want=result
	[ -e "$input.nresult" ] && want=nresult
	case $name in */fail_*) want=nresult ;; esac
	if [ $want = nresult ]; then
		same "$name" "$input.nresult" "$tmp/said"
		[ $code -eq 1 ]
		verdict "$name: status" $?
	elif [ $code -ne 0 ]; then
		cat "$tmp/said"
		verdict "$name" 1
	else
		[ -e "$tmp/out.c" ] && cat "$tmp/out.h" "$tmp/out.c" >"$tmp/said"
		same "$name" "$input.result" "$tmp/said"
	fi
}

# Does what was made compile against the stubs? name, directory of generated files, file.
compiles() {
	$CC -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes -Werror \
		-fsyntax-only -I"$2" -Istub -I"$root/src" "$3"
	verdict "$1 compiles" $?
}

cd tests/tools || exit 2

for f in tplc/*.html; do
	name=${f%.html}
	golden "$name" "$name" "$BUILD/tplc" t "$tmp/out.h" "$tmp/out.c" "$f"
	case $name in */fail_*) continue ;; esac
	cp "$tmp/out.h" "$tmp/gen/t/v.h"
	sed 's|"out.h"|"gen/t/v.h"|' "$tmp/out.c" >"$tmp/gen/t/v.c"
	compiles "$name" "$tmp" "$tmp/gen/t/v.c"
done

# A misspelt field must be reported at its line of the page.
printf '{{view list}}\n<p>\n{{v->titel}}</p>\n' >"$tmp/typo.html"
"$BUILD/tplc" t "$tmp/gen/t/v.h" "$tmp/gen/t/v.c" "$tmp/typo.html"
$CC -std=c11 -fsyntax-only -I"$tmp" -Istub -I"$root/src" "$tmp/gen/t/v.c" 2>&1 |
	grep -q "typo.html:3:.*titel"
verdict "tplc/typo is found at its line" $?

rm -f "$tmp/out.c" "$tmp/out.h"
for f in sqlc/*.sql; do
	name=${f%.sql}
	[ "$name" = sqlc/schema ] && continue
	golden "$name" "$name" "$BUILD/sqlc" t "$tmp/out.h" "$tmp/out.c" sqlc/schema.list "$f"
	case $name in */fail_*) continue ;; esac
	"$BUILD/sqlc" --ids "$tmp/gen/ids.h" "$f"
	verdict "$name: ids" $?
	cp "$tmp/out.h" "$tmp/gen/t/q.h"
	sed 's|"out.h"|"gen/t/q.h"|' "$tmp/out.c" >"$tmp/gen/t/q.c"
	compiles "$name" "$tmp" "$tmp/gen/t/q.c"
done

rm -f "$tmp/out.c" "$tmp/out.h"
mkdir "$tmp/a"
items="f.woff2=assetc/f.woff2 css:all.css=assetc/a.css,assetc/b.css"
# shellcheck disable=SC2086
"$BUILD/assetc" --rewrite "$tmp/a" $items
verdict "assetc rewrites" $?
gzip -9n <"$tmp/a/all.css" >"$tmp/a/all.css.gz"
# shellcheck disable=SC2086
golden assetc/embed assetc/embed "$BUILD/assetc" "$tmp/out.h" "$tmp/out.c" $items
cp "$tmp/out.h" "$tmp/gen/assets.h"
"$BUILD/assetc" "$tmp/gen/assets.h" "$tmp/gen/assets.c" f.woff2="$tmp/a/f.woff2" \
	all.css="$tmp/a/all.css"
cmp "$tmp/out.h" "$tmp/gen/assets.h"
verdict "assetc: rewritten files get the same paths" $?
compiles assetc/embed "$tmp" "$tmp/gen/assets.c"
rm -f "$tmp/out.c" "$tmp/out.h"
golden assetc/fail_unknown assetc/fail_unknown "$BUILD/assetc" "$tmp/out.h" "$tmp/out.c" \
	f.woff2=assetc/f.woff2 bad.css=assetc/bad.css
golden assetc/fail_twice assetc/fail_twice "$BUILD/assetc" "$tmp/out.h" "$tmp/out.c" \
	a.css=assetc/a.css a.css=assetc/b.css

cd checksrc || exit 2
for f in $(find src rooms -name '*.[ch]' -o -name '*.sql' | LC_ALL=C sort); do
	case $f in
	*bad* | */long.c | */big.h) golden "checksrc/fail_$f" "$f" "$BUILD/checksrc" "$f" ;;
	*)
		"$BUILD/checksrc" "$f"
		verdict "checksrc/$f" $?
		;;
	esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
