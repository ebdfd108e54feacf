#!/bin/sh
# build/veche_VERSION_ARCH.deb out of the program built: binary, manual, units, settings, demo.
#
#   scripts/deb.sh            needs dpkg-dev; no root
#
# The same commit built by the same compiler gives the same bytes: times and owners are fixed.
set -eu
cd "$(dirname "$0")/.."
command -v dpkg-shlibdeps >/dev/null || { echo "deb: no dpkg-shlibdeps: apt-get install dpkg-dev" >&2; exit 1; }

version=$(cat VERSION)
arch=$(dpkg --print-architecture)
out=build/veche_${version}_$arch.deb
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y VERSION)}
export SOURCE_DATE_EPOCH

stage=$(mktemp -d build/deb.XXXXXX)
trap 'rm -rf "$stage"' EXIT
root=$stage/root
put() { install -D -m "$1" "$2" "$root/$3"; }
squeeze() { gzip -9n "$root/$1"; }

umask 022
put 755 build/veche usr/bin/veche
strip --strip-unneeded --remove-section=.comment "$root/usr/bin/veche"
put 644 build/veche.1 usr/share/man/ru/man1/veche.1
squeeze usr/share/man/ru/man1/veche.1
install -d "$root/usr/share/man/man1"
ln -s ../ru/man1/veche.1.gz "$root/usr/share/man/man1/veche.1.gz"

# The settings as the program knows them; the package's own place for the database.
build/veche print conf | sed 's|^#db = .*|db = /var/lib/veche/veche.db|
s|^# Адрес и порт; |# Под systemd адрес задаёт veche.socket (systemctl edit veche.socket). Адрес и порт; |' >"$stage/veche.conf"
grep -qx 'db = /var/lib/veche/veche.db' "$stage/veche.conf"
put 644 "$stage/veche.conf" etc/veche/veche.conf

for unit in veche.service veche.socket; do
	put 644 "packaging/systemd/$unit" "lib/systemd/system/$unit"
done
install -d "$root/usr/share/veche"
cp -R demo "$root/usr/share/veche/"
for doc in docs/admin/*.md; do
	put 644 "$doc" "usr/share/doc/veche/admin/${doc##*/}"
done
for dir in nginx caddy esia; do
	for file in packaging/$dir/*; do
		put 644 "$file" "usr/share/doc/veche/examples/${file##*/}"
	done
done
put 644 README.ru.md usr/share/doc/veche/README.ru.md
put 644 CHANGELOG.md usr/share/doc/veche/changelog
squeeze usr/share/doc/veche/changelog
put 644 packaging/deb/copyright usr/share/doc/veche/copyright
chmod -R u=rwX,go=rX "$root"

# What the program is linked with says what it depends on.
mkdir "$stage/debian"
printf 'Source: veche\n\nPackage: veche\nArchitecture: any\n' >"$stage/debian/control"
depends=$(cd "$stage" && dpkg-shlibdeps -O root/usr/bin/veche 2>shlibs.log) || { cat "$stage/shlibs.log" >&2; exit 1; }
depends=${depends#shlibs:Depends=}

mkdir "$root/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s|@DEPENDS@|$depends|" \
    -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f1)/" packaging/deb/control.in >"$root/DEBIAN/control"
install -m 644 packaging/deb/conffiles "$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do
	install -m 755 "packaging/deb/$script" "$root/DEBIAN/$script"
done
(cd "$root" && find . -type f ! -path './DEBIAN/*' ! -path './etc/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$stage/md5sums"
install -m 644 "$stage/md5sums" "$root/DEBIAN/md5sums"

find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz -b "$root" "$out" >/dev/null
echo "$out $(wc -c <"$out") bytes $(sha256sum <"$out" | cut -d' ' -f1)"
