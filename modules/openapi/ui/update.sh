# Brings a version of a user interface into dist/ and writes assets.lock. It is
# sourced by the update.sh of each, in its folder, which says
#
#   npm        the package
#   files      what is embedded, compressed
#   licences   what lies beside it, if the package has any
#   edit       a command of sed for what must not stay, if there is anything
#
# Without an argument it checks dist/ against assets.lock and npm.
set -eu
version=${1:-$(sed -n "1s|^$npm ||p" assets.lock)}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

(cd "$tmp" && npm pack --silent "$npm@$version" >/dev/null && tar xzf ./*.tgz)
mkdir "$tmp/dist"
for f in $files $licences; do
	cp "$tmp/package/$f" "$tmp/dist/"
done
if [ -n "${edit-}" ]; then
	for f in $files; do
		f=$tmp/dist/$(basename "$f")
		cp "$f" "$tmp/before"
		sed -i "$edit" "$f"
		! cmp -s "$f" "$tmp/before" || { echo "$edit: changes nothing in $f" >&2; exit 1; }
	done
fi
{
	echo "$npm $version"
	for f in $files $licences; do
		(cd "$tmp/dist" && sha256sum "$(basename "$f")")
	done
} >"$tmp/lock"

if [ $# -eq 0 ]; then
	diff assets.lock "$tmp/lock"
	for f in $files; do
		f=$(basename "$f")
		gzip -dc "dist/$f.gz" | cmp - "$tmp/dist/$f"
	done
	echo "dist is $npm $version"
	exit
fi

mkdir -p dist
for f in $files; do
	f=$(basename "$f")
	gzip -9nc "$tmp/dist/$f" >"dist/$f.gz"
done
for f in $licences; do
	cp "$tmp/dist/$(basename "$f")" dist/
done
cp "$tmp/lock" assets.lock
echo "dist is now $npm $version"
