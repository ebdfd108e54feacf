#!/bin/sh
# Does a bare Debian 12 with git and make come to a running portal by two commands?
#
#   scripts/fresh-check.sh            as root; needs debootstrap and util-linux
#
#   FRESH_TEST=0       leave `make test` out
#   FRESH_WORKTREE=1   take the files as they lie here, not the last commit
#   FRESH_KEEP=1, FRESH_DIR=/path   as in bare.sh
set -eu

started=
stop_running() {
	if [ -n "$started" ]; then
		kill -KILL "$started" 2>/dev/null || :
		wait "$started" 2>/dev/null || :
		started=
	fi
}

. "$(dirname "$0")/bare.sh"

# A status line from the portal, asked from outside; curl and wget need not be there.
status_of() {
	if command -v curl >/dev/null; then
		curl -s -o /dev/null -m 5 -w '%{http_code}' "http://127.0.0.1:$1/" || :
	else
		wget -q -T 5 -S -O /dev/null "http://127.0.0.1:$1/" 2>&1 | awk '/HTTP\// { print $2; exit }'
	fi
}

# run_until_answer LOG SECONDS: starts `make run`, leaves the seconds it took in $took.
run_until_answer() {
	log=$1
	limit=$2
	from=$(now)
	inside "cd /srv/veche && exec make run PORT=$port" >"$log" 2>&1 &
	started=$!
	while :; do
		code=$(status_of "$port")
		took=$(since "$from")
		if [ "$code" = 200 ]; then
			return 0
		fi
		if ! kill -0 "$started" 2>/dev/null; then
			started=
			return 1
		fi
		if [ "${took%.*}" -ge "$limit" ]; then
			return 1
		fi
		sleep 0.1
	done
}

# Asks the portal to stop as Ctrl-C in the terminal would, and waits.
stop_politely() {
	from=$(now)
	server=$(ss -Htlnp "sport = :$port" 2>/dev/null | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1)
	if [ -n "$server" ]; then
		kill -INT "$server" 2>/dev/null || :
	fi
	while kill -0 "$started" 2>/dev/null && [ "$(since "$from" | cut -d. -f1)" -lt 15 ]; do
		sleep 0.1
	done
	if kill -0 "$started" 2>/dev/null; then
		bad "it does not stop when asked"
	else
		good "stopped when asked, in $(since "$from") s"
		wait "$started" 2>/dev/null || :
		started=
	fi
	stop_running
}

# ---- the check --------------------------------------------------------------------------------

bare 'git make'

step "the sources"
mkdir -p "$root/srv"
if [ "${FRESH_WORKTREE:-0}" = 1 ]; then
	mkdir "$root/srv/veche"
	(cd "$here" && git ls-files -co --exclude-standard -z | tar --null -T - --ignore-failed-read -cf -) | tar -C "$root/srv/veche" -xf -
	good "the files as they lie here"
else
	git clone -q --no-local "$here" "$root/srv/veche"
	good "a clone of $(git -C "$here" rev-parse --short HEAD)"
fi
port=$(free_port)

step "make run"
if run_until_answer "$dir/run.log" 1500; then
	good "answers on 127.0.0.1:$port after $took s, packages and build included"
	stop_politely
else
	bad "no page after $took s; the end of its output:"
	tail -n 15 "$dir/run.log"
	stop_running
fi

step "make run, again"
if [ "$failed" = 0 ]; then
	if run_until_answer "$dir/again.log" 60; then
		if awk -v t="$took" 'BEGIN { exit !(t < 2.0) }'; then
			good "answers after $took s (under 2)"
		else
			bad "answers after $took s, should be under 2"
		fi
		stop_politely
	else
		bad "no page after $took s; the end of its output:"
		tail -n 15 "$dir/again.log"
		stop_running
	fi
else
	echo "   left out: the first did not work"
fi

step "make test"
if [ "${FRESH_TEST:-1}" = 0 ]; then
	echo "   left out, as asked"
else
	from=$(now)
	if inside 'cd /srv/veche && make test' >"$dir/test.log" 2>&1; then
		good "$(tail -n 1 "$dir/test.log") in $(since "$from") s"
	else
		bad "$(tail -n 1 "$dir/test.log") in $(since "$from") s; more of its output:"
		grep -nE 'FAIL|not ok|error:' "$dir/test.log" | tail -n 20 || :
		tail -n 20 "$dir/test.log"
	fi
fi

step "inside"
inside 'node --version; npm --version; cc --version | head -n 1' 2>/dev/null | sed 's/^/   /' || :
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
