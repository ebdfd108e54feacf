#!/bin/sh
# Does the package install in a bare Debian 12 and serve there? (make deb-check builds it first.)
#
#   scripts/deb-check.sh              as root; needs debootstrap and util-linux
#
#   FRESH_KEEP=1, FRESH_DIR=/path     as in bare.sh
#
# systemd does not boot in a chroot: tests/deb/try.sh plays its part with tests/harness/activate.pl.
set -eu

stop_running() { :; }
. "$(dirname "$0")/bare.sh"

deb=$here/build/veche_$(cat "$here/VERSION")_$(dpkg --print-architecture).deb
[ -f "$deb" ] || die "no $deb: make deb"
bare systemd

step "the package"
cp "$deb" "$root/root/veche.deb"
cp "$here/tests/deb/try.sh" "$here/tests/harness/activate.pl" "$root/root/"
chmod 755 "$root/root"
inside 'sh /root/try.sh' >"$dir/try.log" 2>&1 || :
sed 's/^/   /' "$dir/try.log"
passed=$((passed + $(grep -c '^passed:' "$dir/try.log" || :)))
failed=$((failed + $(grep -c '^FAILED:' "$dir/try.log" || :)))
# The last check having spoken, all have.
grep -q ': nothing of it is left enabled' "$dir/try.log" || bad "it broke off"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
