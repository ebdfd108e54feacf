#!/bin/sh
# Does a bare Debian 12 with git and make come to a running portal by two commands?
#
#   scripts/fresh-check.sh            as root; needs debootstrap and util-linux
#
#   FRESH_TEST=0       leave `make test` out
#   FRESH_WORKTREE=1   take the files as they lie here, not the last commit
#   FRESH_KEEP=1       keep the system for a look
#   FRESH_DIR=/path    where to put it (by default a new folder in TMPDIR)
#
# Mirror, proxies, npm registry and certificates are those of this machine, read when it runs.
# Everything is mounted and started in namespaces of its own: what it leaves is nothing.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm
dir=${FRESH_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/veche-fresh.XXXXXX")}
root=$dir/root
failed=0
passed=0
started=

now() { date +%s%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }'; }
step() { printf '%s\n' "== $*"; }
good() { passed=$((passed + 1)); printf '   passed: %s\n' "$*"; }
bad() { failed=$((failed + 1)); printf '   FAILED: %s\n' "$*"; }
die() { printf 'fresh-check: %s\n' "$*" >&2; exit 1; }

stop_running() {
	if [ -n "$started" ]; then
		kill -KILL "$started" 2>/dev/null || :
		wait "$started" 2>/dev/null || :
		started=
	fi
}

finish() {
	stop_running
	if [ "${FRESH_KEEP:-0}" = 1 ]; then
		echo "kept: $root"
	elif [ -d "$root" ]; then
		rm -rf --one-file-system "$dir"
	fi
}

[ "$(id -u)" = 0 ] || die "run it as root: it makes a system of its own"
command -v debootstrap >/dev/null || die "needs debootstrap: apt-get install debootstrap"
command -v unshare >/dev/null || die "needs unshare: apt-get install util-linux"
trap finish EXIT
trap 'exit 130' INT TERM

# ---- what this machine knows about the way out ------------------------------------------------

# Debian's own sources as apt has them here: address, suite, component.
sources() {
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
	    awk -v s="$suite" '$4 ~ /^Debian/ && $2 ~ ("^" s) { print "deb", $1, $2, $3 }' | sort -u
}

# Names of variables that lead out of an office network; their values go into the system as they are.
out_vars='http_proxy https_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY
NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR GIT_SSL_CAINFO CURL_CA_BUNDLE'

borrow() {
	sources >"$root/etc/apt/sources.list"
	apt-config dump Acquire | grep -E '^Acquire::(https?|Check|Retries|AllowInsecure|ForceIPv4)' \
	    >"$root/etc/apt/apt.conf.d/90host" || :
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	cp -L /etc/hosts "$root/etc/hosts"
	mkdir -p "$root/usr/local/share/ca-certificates"
	find /usr/local/share/ca-certificates -name '*.crt' -exec cp -L {} "$root/usr/local/share/ca-certificates/" \;
	mkdir -p "$root/etc/ssl/certs"
	cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
	: >"$root/root/.npmrc"
	if command -v npm >/dev/null; then
		for key in registry proxy https-proxy noproxy cafile strict-ssl; do
			value=$(npm config get "$key" 2>/dev/null || :)
			case $value in
			''|null|undefined) ;;
			*) printf '%s=%s\n' "$key" "$value" >>"$root/root/.npmrc" ;;
			esac
		done
	fi
	: >"$root/root/.outside"
	for name in $out_vars; do
		eval "value=\${$name-}"
		if [ -n "$value" ]; then
			printf "export %s='%s'\n" "$name" "$value" >>"$root/root/.outside"
		fi
	done
}

# inside COMMAND: in the new system, in process and mount namespaces that end with it.
inside() {
	unshare --mount --pid --fork --kill-child sh -c '
		root=$1; shift
		mount --make-rprivate / 2>/dev/null || :
		mount -t proc proc "$root/proc"
		mount --bind /dev "$root/dev"
		mkdir -p "$root/dev/shm" 2>/dev/null || :
		mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" 2>/dev/null || :
		mount --bind /sys "$root/sys" 2>/dev/null || :
		exec chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
		    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		    sh -c ". /root/.outside; $1"
	' sh "$root" "$1"
}


free_port() {
	p=18080
	while ss -Htln "sport = :$p" 2>/dev/null | grep -q .; do
		p=$((p + 1))
	done
	echo "$p"
}

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

step "a bare $suite"
from=$(now)
mirror=$(sources | awk -v s="$suite" '$3 == s { print $2; exit }')
[ -n "$mirror" ] || die "apt on this machine knows no mirror for $suite"
mkdir -p "$root"
if ! debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror" >"$dir/debootstrap.log" 2>&1; then
	tail -n 5 "$dir/debootstrap.log" >&2
	die "debootstrap failed"
fi
borrow
if ! inside 'export DEBIAN_FRONTEND=noninteractive; update-ca-certificates && apt-get -q update &&
    apt-get -q -y install --no-install-recommends git make && apt-get clean' >"$dir/apt.log" 2>&1; then
	tail -n 15 "$dir/apt.log" >&2
	die "apt in the new system failed"
fi
good "made in $(since "$from") s; $(inside 'dpkg-query -W | wc -l') packages, git and make among them"

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
