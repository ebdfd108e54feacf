#!/bin/sh
# Brings what Veche needs from Debian and from npm.
#
#   scripts/setup.sh run      to build it and run it
#   scripts/setup.sh test     the same, and for the tests, checks and benchmarks
#   scripts/setup.sh security the same as test, and the scanners of make security
#
# Asks nothing, changes nothing that is there already, and is quick when nothing is missing: the
# lists are compared with a stamp in build/. Packages come through apt-get (as root, or by sudo);
# the browser's libraries through npm with the versions of package-lock.json, no scripts run.
# SETUP_APT=0 leaves the system alone (another distribution, packages brought by hand).
set -eu

cd "$(dirname "$0")/.."
kind=${1:-run}
case $kind in
run|test|security) ;;
*) echo "usage: scripts/setup.sh run|test|security" >&2; exit 2 ;;
esac

say() { echo "setup: $*"; }
die() { echo "setup: $*" >&2; exit 1; }

prebuilt() { test -f dist-assets/.built; }
node_there() {
	command -v node >/dev/null && command -v npm >/dev/null &&
	    node -e 'process.exit(parseInt(process.versions.node, 10) >= 18 ? 0 : 1)'
}

# The packages this run wants, one a line.
wanted() {
	files=scripts/packages.run
	skip=' '
	if [ "$kind" != run ]; then
		files="$files scripts/packages.test"
	fi
	if [ "$kind" = security ]; then
		files="$files scripts/packages.security"
	fi
	if node_there || { [ "$kind" = run ] && prebuilt; }; then
		skip=' nodejs npm '
	fi
	cat $files | while read -r p rest; do
		case $p in
		''|'#'*) continue ;;
		esac
		case $skip in
		*" $p "*) ;;
		*) echo "$p" ;;
		esac
	done
}

# Those of the list that are not installed; one call for all of them.
missing() {
	list=$(wanted)
	have=$(dpkg-query -W -f '${db:Status-Abbrev}:${Package}\n' $list 2>/dev/null | sed -n 's/^ii *://p')
	for p in $list; do
		case "
$have
" in
		*"
$p
"*) ;;
		*) echo "$p" ;;
		esac
	done
}

apt() {
	$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 \
	    -o Acquire::Retries=3 "$@"
}

system_packages() {
	if [ "${SETUP_APT:-1}" = 0 ]; then
		return 0
	fi
	command -v dpkg-query >/dev/null ||
	    die "this is not Debian. Bring what scripts/packages.$kind names, then run with SETUP_APT=0."
	need=$(missing | tr '\n' ' ')
	if [ -z "$need" ]; then
		return 0
	fi
	root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null ||
		    die "missing: $need
Install them as root (apt-get install ...), or install sudo."
		root=sudo
	fi
	say "installing: $need"
	log=$(mktemp)
	# First from the lists as they are; where they are old or not there at all, once more with new ones.
	if ! apt install --no-install-recommends $need >"$log" 2>&1; then
		if ! { apt update && apt install --no-install-recommends $need; } >"$log" 2>&1; then
			tail -n 15 "$log" >&2
			rm -f "$log"
			die "apt-get could not bring them. Is there a network, and a Debian mirror in /etc/apt?"
		fi
	fi
	rm -f "$log"
}

# npm's part: nothing when the files for the browser came with the archive, or are as the lock says.
browser_packages() {
	if [ "$kind" = run ] && prebuilt; then
		return 0
	fi
	lock=$(cksum <package-lock.json)
	have=$(cat node_modules/.veche-lock 2>/dev/null || :)
	case $have in
	"test $lock"|"security $lock"|"$kind $lock") return 0 ;;
	esac
	node_there || die "node 18 or newer and npm are not on PATH."
	say "npm: $kind packages"
	omit=
	if [ "$kind" = run ]; then
		omit=--omit=dev
	fi
	log=$(mktemp)
	if ! npm ci $omit --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		rm -f "$log"
		die "npm could not bring the browser's libraries. Is there a network?"
	fi
	rm -f "$log"
	echo "$kind $lock" >node_modules/.veche-lock
}

# A stamp stands for one list on one system: dpkg's own record changes when a package goes.
sum() {
	{ cat scripts/packages.run scripts/packages.test scripts/packages.security package-lock.json "$0"
	    ls -l --time-style=+%s /var/lib/dpkg/status 2>/dev/null || :; } | cksum
}

stamp=build/.setup-$kind
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(sum)" ] &&
    { [ -d node_modules ] || prebuilt; }; then
	exit 0
fi
system_packages
browser_packages
mkdir -p build
sum >"$stamp"
