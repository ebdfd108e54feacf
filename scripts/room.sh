#!/bin/sh
# A new room from the skeleton: make room NAME=board
set -eu
cd "$(dirname "$0")/.."
name=${1:-}
case $name in
''|*[!a-z_]*) echo "room: say make room NAME=x, with small Latin letters" >&2; exit 2 ;;
esac
if [ -e "rooms/$name" ]; then
	echo "room: rooms/$name is there already" >&2
	exit 1
fi
cp -R rooms/_new "rooms/$name"
find "rooms/$name" -name '*NAME*' | while read -r f; do
	mv "$f" "$(dirname "$f")/$(basename "$f" | sed "s/NAME/$name/")"
done
find "rooms/$name" -type f -exec sed -i "s/NAME/$name/g" {} +
echo "ROOM($name)" >> rooms/rooms.def
echo "room: rooms/$name is made and stands last in rooms/rooms.def; build with make"
