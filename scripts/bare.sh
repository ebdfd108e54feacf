# A bare Debian 12 beside this one, for the checks that begin with nothing. Read by fresh-check.sh and
# deb-check.sh with `.`; as root; needs debootstrap and util-linux.
#
#   FRESH_KEEP=1       keep the system for a look
#   FRESH_DIR=/path    where to put it (by default a new folder in TMPDIR)
#
# Mirror, proxies, npm registry and certificates are those of this machine, read when it runs.
# Everything is mounted and started in namespaces of its own: what it leaves is nothing.
# The reader says what ends what it has started: stop_running.

here=$(cd "$(dirname "$0")/.." && pwd)
suite=bookworm
dir=${FRESH_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/veche-fresh.XXXXXX")}
root=$dir/root
failed=0
passed=0

now() { date +%s%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", (b - a) / 1e9 }'; }
step() { printf '%s\n' "== $*"; }
good() { passed=$((passed + 1)); printf '   passed: %s\n' "$*"; }
bad() { failed=$((failed + 1)); printf '   FAILED: %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

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

# bare PACKAGES: makes it, with those besides the least there is.
bare() {
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
	if ! inside "export DEBIAN_FRONTEND=noninteractive; update-ca-certificates && apt-get -q update &&
	    apt-get -q -y install --no-install-recommends $1 && apt-get clean" >"$dir/apt.log" 2>&1; then
		tail -n 15 "$dir/apt.log" >&2
		die "apt in the new system failed"
	fi
	good "made in $(since "$from") s; $(inside 'dpkg-query -W | wc -l') packages, $1 among them"
}
