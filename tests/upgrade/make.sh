#!/bin/sh
# tests/upgrade/NAME.db.gz and NAME.sql.gz: small databases as a program of some release made them. Made
# once at the release and kept; upgrade.test.mjs brings each of them up to the program of today.
#
#   tests/upgrade/make.sh PROGRAM NAME POSTGRES_URL     an empty database; build/veche 0.1.0 postgres://…
set -eu
[ $# -eq 3 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
program=$(realpath "$1")
name=$2
url=$3
here=$(cd "$(dirname "$0")" && pwd)
demo=$here/../../demo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
easy='--argon_memory=8 --argon_passes=1'

{ head -n 1 "$demo/places/places.csv"
    grep -E '^(RU|24000000|24707000|FD-[A-Z]+),' "$demo/places/places.csv"; } >"$work/places.csv"
sed -n '1p;4p;7p' "$demo/navigator/measures.jsonl" >"$work/measures.jsonl"
for db in "$work/veche.db" "$url"; do
	"$program" init --quiet --db "$db"
	"$program" import places "$work/places.csv" --quiet --db "$db"
	"$program" import measures "$work/measures.jsonl" --quiet --db "$db"
	echo veche-demo-2026 | "$program" user add admin@veche.demo --name Администратор --role ADMIN $easy --db "$db"
	echo veche-demo-2026 | "$program" user add muni@veche.demo --name Специалист $easy --db "$db"
	"$program" user grant muni@veche.demo --role MUNI_ADMIN --place 24707000 --db "$db"
	"$program" rebuild search --quiet --db "$db"
	"$program" check --quiet --db "$db"
done
sqlite3 "$work/veche.db" "VACUUM INTO '$work/copy.db'"
gzip -9n <"$work/copy.db" >"$here/$name.db.gz"
pg_dump --no-owner --no-privileges -d "$url" >"$work/copy.sql"
gzip -9n <"$work/copy.sql" >"$here/$name.sql.gz"
ls -l "$here/$name".*
