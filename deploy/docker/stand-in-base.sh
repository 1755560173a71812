#!/usr/bin/env bash
# Makes a local stand-in for the Dockerfile's official base image where no image registry can be reached, so that the
# Dockerfile itself, unchanged, is built and run for real by podman.
#
#   deploy/docker/stand-in-base.sh            prints `image <tag>`
#
# What stands in for what: Debian's minimal system of the same release, from Debian's mirror, for `debian:…-slim`; Node of
# the tag's very version and npm, from the npm registry, for the tarball of nodejs.org. The stand-in is larger than the
# official image, whose own size and layers it cannot show. Where the registry has a certificate of its own
# (NODE_EXTRA_CA_CERTS, or npm's cafile), the stand-in knows it; the Dockerfile knows nothing of it.
# Needs root on Debian; installs podman and debootstrap when they are missing. 40 s; a second call finds the image.
set -euo pipefail
script=$(realpath "$0")
cd "$(dirname "$script")/../.."

tag=$(awk '/^FROM .* AS base$/ {print $2; exit}' Dockerfile)
version=$(sed -E 's/.*node:([0-9.]+)-.*/\1/' <<<"$tag")
suite=$(sed -E 's/.*-([a-z]+)-slim$/\1/' <<<"$tag")
authority=${NODE_EXTRA_CA_CERTS:-$(npm config get cafile 2>/dev/null)}
[ -f "$authority" ] || authority=''
recipe=$(cat "$script" ${authority:+"$authority"} | sha256sum | cut -c1-16)

packages=(podman buildah runc netavark aardvark-dns iptables debootstrap docker-compose)
missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = 'install ok installed' ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "missing, to be installed by root on Debian: ${missing[*]}" >&2
    exit 1
  fi
  lock=${TMPDIR:-/tmp}/chatbot-v2-apt.lock # as server/testing/install-program.ts
  flock "$lock" apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive flock "$lock" apt-get -o DPkg::Lock::Timeout=240 install -y -q --no-install-recommends "${missing[@]}" >&2
fi

if [ "$(podman image inspect --format '{{index .Labels "stand-in"}}' "$tag" 2>/dev/null)" = "$recipe" ]; then
  echo "image $tag"
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
debootstrap --variant=minbase "$suite" "$root" ${mirror:+"$mirror"} >&2
# As the official image has neither: manuals, the package cache, the lists of what can be installed.
rm -rf "$root"/usr/share/{doc,man,info,locale}/* "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*

architecture=$(node -p 'process.arch')
# With --prefix, npm would forget the machine's own npmrc.
mkdir "$work/node"
echo '{"private":true}' >"$work/node/package.json"
(cd "$work/node" && npm install --silent --no-save --ignore-scripts --no-audit --no-fund \
  "node-linux-$architecture@$version" npm@11) >&2
install -m 755 "$work/node/node_modules/node-linux-$architecture/bin/node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc"
cp -r "$work/node/node_modules/npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
chroot "$root" useradd --uid 1000 --user-group --shell /bin/bash --create-home node

changes=(--change "LABEL stand-in=$recipe" --change 'CMD ["node"]')
echo "registry=$(npm config get registry)" >"$root/usr/local/etc/npmrc"
if [ -n "$authority" ]; then
  install -m 644 "$authority" "$root/etc/extra-ca.crt"
  changes+=(--change 'ENV NODE_EXTRA_CA_CERTS=/etc/extra-ca.crt')
fi
tar -C "$root" -c . | podman import --quiet "${changes[@]}" - "$tag" >&2
echo "image $tag"
