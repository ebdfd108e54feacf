#!/bin/sh
# A private PostgreSQL 15 for tests: pg.sh start DIR prints its address, pg.sh stop DIR ends it.
# PG_FSYNC=on is for measuring: tests end processes, not machines.
# It listens on a free port of 127.0.0.1 and keeps its data, socket and log in DIR.
set -eu

bin=${PG_BIN:-/usr/lib/postgresql/15/bin}

usage() {
	echo "usage: pg.sh start DIR | stop DIR" >&2
	exit 2
}

[ $# -eq 2 ] || usage
mkdir -p "$2"
dir=$(cd "$2" && pwd)

# PostgreSQL refuses to run as root.
if [ "$(id -u)" -eq 0 ]; then
	owner=postgres
	id "$owner" >/dev/null 2>&1 || owner=nobody
	as() { (cd / && runuser -u "$owner" -- "$@"); }
else
	owner=
	as() { (cd / && "$@"); }
fi

free_port() {
	# Taken from the kernel's own list of listening sockets, in hex.
	port=$((20000 + $$ % 20000))
	while grep -qi ":$(printf %04X "$port") " /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
		port=$((port + 1))
	done
	echo "$port"
}

start() {
	if [ -n "$owner" ]; then
		chown "$owner" "$dir"
		as test -x "$dir" || { echo "pg.sh: $owner cannot enter $dir" >&2; exit 1; }
	fi
	[ -d "$dir/data" ] || as "$bin/initdb" -D "$dir/data" -U veche -A trust -E UTF8 \
	    --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
	try=0
	while :; do
		port=$(free_port)
		if as "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -s \
		    -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=${PG_FSYNC:-off} -c full_page_writes=${PG_FSYNC:-off} -c autovacuum=${PG_FSYNC:-off} -c jit=off" start
		then
			break
		fi
		try=$((try + 1))
		[ "$try" -lt 3 ] || { cat "$dir/data/server.log" >&2; exit 1; }
	done
	as "$bin/psql" -q -X -h 127.0.0.1 -p "$port" -U veche -d postgres \
	    -c "SELECT 1 FROM pg_database WHERE datname = 'veche'" -t | grep -q 1 ||
	as "$bin/createdb" -h 127.0.0.1 -p "$port" -U veche veche
	echo "postgres://veche@127.0.0.1:$port/veche"
}

case $1 in
start) start ;;
stop) [ ! -d "$dir/data" ] || as "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop ;;
*) usage ;;
esac
