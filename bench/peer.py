"""A script as users write it: extracts the GLI messages of a capture with dpkt, parses
each with lxml and counts them by name. It does not reorder segments and checks nothing.

    python3 bench/peer.py FILE
"""
import collections
import struct
import sys

import dpkt
from lxml import etree


def main(path):
    streams = {}
    names = collections.Counter()
    with open(path, "rb") as f:
        for _, packet in dpkt.pcap.Reader(f):
            tcp = dpkt.ethernet.Ethernet(packet).data.data
            if not isinstance(tcp, dpkt.tcp.TCP) or not tcp.data:
                continue
            ip = dpkt.ethernet.Ethernet(packet).data
            key = (ip.src, tcp.sport, ip.dst, tcp.dport)
            data = streams.get(key, b"") + tcp.data
            while len(data) >= 6:
                zero, kind, length, version, app = struct.unpack(">BBHBB", data[:6])
                end = 4 + length
                if len(data) < end:
                    break
                if kind == 3:
                    root = etree.fromstring(data[6:end])
                    names[root[1].tag if len(root) > 1 else "?"] += 1
                data = data[end:]
            streams[key] = data
    for name, count in names.most_common():
        print(count, name)


main(sys.argv[1])
