#!/usr/bin/env bash
# Records testdata/captures/recorded-*: plays the scenarios of internal/ivrsim over the
# loopback interface and captures them. It needs root (or the right to capture) and
# Linux, for the interfaces lo and any. Times, ports and sequence numbers differ in each
# recording, so that the goldens beside the captures must be updated.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=${PORT:-7009}
out=testdata/captures
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
go build -o "$work/record" ./internal/ivrsim/cmd/record

# anonymise FILE replaces the machine's processor and kernel, which dumpcap records, by
# as many x.
anonymise() {
	local value
	capinfos "$1" | sed -nE 's/^Capture (hardware|oper-sys): +//p' | while read -r value; do
		LC_ALL=C sed -i "s/$value/${value//?/x}/" "$1"
	done
}

# record NAME SCENARIO ADDRESS COMMAND... captures the scenario with COMMAND, whose last
# argument is the file. When it is ready, tcpdump prints "listening on", dumpcap "File:".
record() {
	local file=$1 scenario=$2 address=$3
	shift 3
	"$@" "$work/$file" 2>"$work/log" &
	local capturing=$!
	for _ in $(seq 100); do
		grep -qE 'listening on|^File:' "$work/log" && break
		if ! kill -0 "$capturing" 2>/dev/null; then
			cat "$work/log" >&2
			return 1
		fi
		sleep 0.1
	done
	"$work/record" -scenario "$scenario" -listen "$address:$port"
	sleep 1 # the last packets are not in the file yet
	kill -INT "$capturing"
	wait "$capturing"
	anonymise "$work/$file"
	install -m 644 "$work/$file" "$out/$file"
	echo "$out/$file: $scenario over $address"
}

# -Z root keeps the right to write into the folder; -U and --immediate-mode write each
# packet at once.
tcp=(tcpdump -Z root --immediate-mode -U -s 0)
record recorded-good.pcap good 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-bad.pcap bad 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-big.pcap big 127.0.0.1 "${tcp[@]}" -i lo "tcp port $port" -w
record recorded-any.pcap good 127.0.0.1 "${tcp[@]}" -i any "tcp port $port" -w
record recorded-ipv6.pcapng bad '[::1]' dumpcap -q -i lo -s 0 -f "tcp port $port" -w
echo "next: go test ./internal/cli -update, and review the changes in $out"
