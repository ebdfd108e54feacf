#!/bin/sh
# Inside a bare Debian where the package lies in /root/veche.deb: everything an operator does with it.
# systemd cannot run in a chroot: activate.pl gives socket and ear, setpriv takes the rights away.
# Each check is a line «passed: …» or «FAILED: …»; scripts/deb-check.sh counts them.
set -u
export DEBIAN_FRONTEND=noninteractive
good() { echo "passed: $*"; }
bad() { echo "FAILED: $*"; }
check() { what=$1; shift; if "$@" >/tmp/check.log 2>&1; then good "$what"; else bad "$what"; tail -n 8 /tmp/check.log; fi; }
refuse() { what=$1; shift; if "$@" >/tmp/check.log 2>&1; then bad "$what"; else good "$what"; fi; }

check 'apt installs it' apt-get -q -y install --no-install-recommends /root/veche.deb
cp /tmp/check.log /tmp/install.log
check 'it says how to make the first administrator' grep -q 'veche user add ПОЧТА' /tmp/install.log
check 'every library it is linked with is there' sh -c '! ldd /usr/bin/veche | grep "not found"'
check 'files are as packed' sh -c '[ -z "$(dpkg --verify veche)" ]'
check 'socket and service are enabled' systemctl is-enabled veche.socket veche.service
check 'systemd finds nothing wrong with the units' sh -c \
    'out=$(systemd-analyze verify --man=no veche.service veche.socket 2>&1) || { echo "$out"; exit 1; }; ! echo "$out" | grep veche'
check 'the settings are those of the package' sh -c \
    'cd / && veche print settings | grep -qx "db = /var/lib/veche/veche.db" && veche print settings | grep -A1 "^db = " | grep -q "файл"'
check 'the demonstration is found and loads' sh -c 'cd / && veche demo --quiet --db /tmp/demo.db && veche search --db /tmp/demo.db парк'

# As the unit does: a user of no rights in its own state directory.
nobody='setpriv --reuid=64001 --regid=64001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all'
install -d -o 64001 -g 64001 -m 700 /var/lib/veche
cd /var/lib/veche
check 'the database is made by the user of the service' $nobody veche init
check 'root adds the administrator' sh -c 'echo veche-check-2026 | veche user add admin@example.org --name Администратор --role ADMIN'
check 'and leaves every file to the service' sh -c '[ -z "$(find /var/lib/veche ! -uid 64001)" ]'

get() {
	perl -MIO::Socket::INET -e '
		my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]", Timeout => 5) or die "connect: $!";
		print $s "GET $ARGV[1] HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
		print while <$s>;' "$1" "$2"
}
said() {
	for i in $(seq 1 200); do
		grep -q "$1" /tmp/manager.log && return 0
		sleep 0.05
	done
	cat /tmp/manager.log /tmp/veche.log
	return 1
}
page() { get "$port" "$1" >/tmp/page && head -n 1 /tmp/page | grep -q ' 200 ' && grep -q "$2" /tmp/page; }

$nobody perl /root/activate.pl /usr/bin/veche serve --config /etc/veche/veche.conf </dev/null >/tmp/manager.log 2>/tmp/veche.log &
check 'it tells the manager that it is ready' said '^notify READY=1'
port=$(sed -n 's/^port //p' /tmp/manager.log)
pid=$(sed -n 's/^pid //p' /tmp/manager.log)
check 'a page comes through the socket of the manager' page / 'Вече'
check 'the way in is there' page /login 'name="csrf"'
check 'reload is told' sh -c "kill -HUP $pid"
check 'and answered' said '^notify RELOADING=1'
check 'it serves on' page /health .
check 'the end is told' sh -c "kill -TERM $pid"
check 'in order' said '^notify STOPPING=1'
check 'and comes with status 0' said '^exit 0 0'
wait

echo '# мой след' >>/etc/veche/veche.conf
check 'installed over itself' dpkg -i /root/veche.deb
check 'the settings of the operator stay' grep -q 'мой след' /etc/veche/veche.conf
check 'removed' apt-get -q -y remove veche
refuse 'the program is gone' test -e /usr/bin/veche
check 'settings and data are not' test -s /etc/veche/veche.conf -a -s /var/lib/veche/veche.db
check 'installed again' dpkg -i /root/veche.deb
check 'it is enabled again' systemctl is-enabled veche.socket veche.service
check 'the data is as it was' sh -c 'cd / && veche check && veche user list | grep -q admin@example.org'
check 'purged' apt-get -q -y purge veche
refuse 'the settings are gone' test -e /etc/veche
check 'what people wrote is not' test -s /var/lib/veche/veche.db
check 'nothing of it is left enabled' sh -c '[ -z "$(find /etc/systemd/system -name "veche*")" ]'
