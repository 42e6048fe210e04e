#!/usr/bin/env bash
# Links ivrcheck into one static binary, runs it in an empty chroot to prove that it
# needs nothing else, and packs it with its manual and completions:
#
#   dist/ivrcheck-VERSION-linux-ARCH.tar.gz and its .sha256
#
# make release calls it and sets GO and VERSION.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

GO=${GO:-go}
version=${VERSION:-dev}
name=ivrcheck-$version-$($GO env GOOS)-$($GO env GOARCH)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/$name/completion" dist

# The linker's warnings about getaddrinfo and dlopen do not matter: the program opens no
# connection and loads no library.
CGO_ENABLED=1 CGO_LDFLAGS=-lstdc++ $GO build -trimpath -buildvcs=false -tags 'static_build netgo osusergo' \
	-ldflags "-s -w -X ivrcheck/internal/cli.Version=$version -linkmode external -extldflags '-static -lstdc++ -lm'" \
	-o "$stage/$name/ivrcheck" . 2> >(grep -v -e 'statically linked applications requires' -e 'in function' -e '^# ivrcheck' >&2 || true)

binary=$stage/$name/ivrcheck
if ldd "$binary" >/dev/null 2>&1; then
	echo "release: the binary is not static:" >&2
	ldd "$binary" >&2
	exit 1
fi

# The root folder contains only the program and captures.
mkdir "$stage/root"
cp "$binary" testdata/captures/good.pcap testdata/captures/seq010-bad.pcap "$stage/root/"
alone() {
	if [ "$(id -u)" -eq 0 ]; then
		chroot "$stage/root" /ivrcheck "$@"
	else
		unshare --map-root-user chroot "$stage/root" /ivrcheck "$@"
	fi
}
[ "$(alone version)" = "ivrcheck $version" ]
alone check /good.pcap 2>/dev/null
status=0
alone check --format ndjson /seq010-bad.pcap >"$stage/found" || status=$?
if [ $status -ne 1 ] || ! grep -q SEQ010 "$stage/found"; then
	echo "release: the check of seq010-bad.pcap in an empty chroot ends with status $status" >&2
	exit 1
fi
echo "release: the binary is static and runs in an empty chroot"

"$binary" man >"$stage/$name/ivrcheck.1"
for shell in bash zsh fish; do
	"$binary" completion "$shell" >"$stage/$name/completion/ivrcheck.$shell"
done
cp -r README.md CHANGELOG.md LICENSE docs "$stage/$name/"
[ ! -d wireshark ] || cp -r wireshark "$stage/$name/"
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
ls -l "dist/$name.tar.gz"
