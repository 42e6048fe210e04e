#!/bin/sh
# Installs what ivrcheck needs and this machine does not have.
#
#   scripts/setup.sh build    to build: a C compiler, pkg-config, libxml2
#   scripts/setup.sh test     to test: also tshark, capinfos, xmllint, jq, chromium
#   scripts/setup.sh record   to record captures: also tcpdump, dumpcap
#   scripts/setup.sh release  to link a static binary: also the static libraries
#                             that libxml2 needs (Debian and derivatives only)
#
# It tests the tools themselves each time, and calls the package manager only if one is
# missing. It asks no question.
# Lists of words are joined and shown by echo.
# shellcheck disable=SC2005,SC2046,SC2086,SC2116
set -eu

purpose=${1:-build}
case $purpose in
build | test | record | release) ;;
*)
	echo "setup: unknown purpose '$purpose', use build, test, record or release" >&2
	exit 2
	;;
esac

have() { command -v "$1" >/dev/null 2>&1; }

if ! have go; then
	echo "setup: go is not on the PATH; install Go 1.26 or newer from https://go.dev/dl/" >&2
	exit 1
fi

# A compiler is of use only with the headers of the C library and of libxml2: compile
# with them.
compiles() {
	cc=$(go env CC)
	have "${cc%% *}" && have pkg-config && flags=$(pkg-config --cflags libxml-2.0 2>/dev/null) &&
		printf '#include <stdlib.h>\n#include <libxml/parser.h>\n' | $cc $flags -E - >/dev/null 2>&1
}

# A static binary needs libxml2 and its dependencies as archives.
links() {
	printf 'int main(void) { return 0; }\n' |
		$(go env CC) -x c - -o /dev/null -static -lxml2 -licuuc -licudata -llzma -lz -lstdc++ -lm >/dev/null 2>&1
}

# missing lists what is missing.
missing() {
	compiles || echo compiler
	[ "$purpose" = build ] && return
	if [ "$purpose" = release ]; then
		links || echo archives
		return
	fi
	have tshark || echo tshark
	have capinfos || echo capinfos
	have xmllint || echo xmllint
	have jq || echo jq
	have chromium || have chromium-browser || have google-chrome || echo chromium
	[ "$purpose" = test ] && return
	have tcpdump || echo tcpdump
	have dumpcap || echo capinfos # the same package everywhere
}

# packages maps what is missing to packages of the package manager.
packages() {
	for name in $absent; do
		case $manager:$name in
		apt-get:compiler) echo gcc libc6-dev pkg-config libxml2-dev ;;
		apt-get:archives) echo g++ libicu-dev liblzma-dev zlib1g-dev ;;
		apt-get:capinfos) echo wireshark-common ;;
		apt-get:xmllint) echo libxml2-utils ;;
		dnf:compiler) echo gcc glibc-devel pkgconf-pkg-config libxml2-devel ;;
		dnf:tshark | dnf:capinfos) echo wireshark-cli ;;
		dnf:xmllint) echo libxml2 ;;
		apk:compiler) echo gcc musl-dev pkgconf libxml2-dev ;;
		apk:capinfos) echo wireshark-common ;;
		apk:xmllint) echo libxml2-utils ;;
		brew:compiler) echo pkgconf libxml2 ;;
		brew:tshark | brew:capinfos) echo wireshark ;;
		brew:xmllint) echo libxml2 ;;
		*) echo "$name" ;;
		esac
	done
}

absent=$(missing)
[ -n "$absent" ] || exit 0

manager=
for m in apt-get dnf apk brew; do
	if have "$m"; then
		manager=$m
		break
	fi
done
if [ -z "$manager" ]; then
	cat >&2 <<-TEXT
		setup: something for $purpose is missing, and apt-get, dnf, apk and brew are missing too.
		Install, with the package manager of your system:
		  to build    a C compiler with the headers of the C library; pkg-config; libxml2 with its headers
		  to test     tshark and capinfos (both of Wireshark), xmllint (of libxml2), jq, chromium
		  to record   tcpdump, dumpcap (of Wireshark)
		Missing: $(echo $absent)
	TEXT
	exit 1
fi

# Homebrew does not run as root; the others must.
sudo=
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
	if ! have sudo; then
		echo "setup: install as root: $(echo $(packages)) (sudo is missing)" >&2
		exit 1
	fi
	sudo=sudo
fi

wanted=$(packages)
echo "setup: installing with $manager:" $wanted >&2
# shellcheck disable=SC2086 # wanted is a list of words
case $manager in
apt-get)
	# Keep the package of tshark from asking who may capture.
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update </dev/null >&2
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $wanted </dev/null >&2
	;;
dnf) $sudo dnf -q -y install $wanted </dev/null >&2 ;;
apk) $sudo apk add -q $wanted </dev/null >&2 ;;
brew)
	brew install -q $wanted </dev/null >&2
	# pkg-config does not search Homebrew's libxml2 by default.
	PKG_CONFIG_PATH=$(brew --prefix libxml2)/lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
	export PKG_CONFIG_PATH
	;;
esac

absent=$(missing)
if [ -n "$absent" ]; then
	echo "setup: installed, but still missing:" $absent >&2
	exit 1
fi
