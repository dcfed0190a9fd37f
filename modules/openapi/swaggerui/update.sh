#!/bin/sh
# Brings a version of Swagger UI into dist/ and writes assets.lock.
#
#   ./update.sh            checks dist/ against assets.lock and npm
#   ./update.sh 5.35.0     changes to that version
set -eu
cd "$(dirname "$0")"

files="swagger-ui-bundle.js swagger-ui.css favicon-32x32.png"
licences="LICENSE NOTICE swagger-ui-bundle.js.LICENSE.txt"
version=${1:-$(sed -n 's/^swagger-ui-dist //p' assets.lock)}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

(cd "$tmp" && npm pack --silent "swagger-ui-dist@$version" >/dev/null && tar xzf ./*.tgz)
{
	echo "swagger-ui-dist $version"
	(cd "$tmp/package" && sha256sum $files $licences)
} >"$tmp/lock"

if [ $# -eq 0 ]; then
	diff assets.lock "$tmp/lock"
	for f in $files; do
		gzip -dc "dist/$f.gz" | cmp - "$tmp/package/$f"
	done
	echo "dist is swagger-ui-dist $version"
	exit
fi

mkdir -p dist
for f in $files; do
	gzip -9nc "$tmp/package/$f" >"dist/$f.gz"
done
for f in $licences; do
	cp "$tmp/package/$f" dist/
done
cp "$tmp/lock" assets.lock
echo "dist is now swagger-ui-dist $version"
