package trace

import (
	"fmt"
	"net/netip"
	"testing"
)

func connOf(a, b string) *Conn {
	return &Conn{Ends: [2]netip.AddrPort{netip.MustParseAddrPort(a), netip.MustParseAddrPort(b)}}
}

// Partial reports of different versions and machines rely on these numbers.
func TestShardsNeverChange(t *testing.T) {
	for _, tc := range []struct {
		conn *Conn
		want int
	}{
		{nil, 0},
		{&Conn{Stream: 7}, 0},
		{connOf("10.0.0.5:49152", "10.0.0.9:9090"), 2},
		{connOf("10.0.0.5:49153", "10.0.0.9:9090"), 4},
		{connOf("[2001:db8::1]:9090", "[2001:db8::2]:40000"), 1},
		{&Conn{Name: "ivr-1"}, 0},
		{&Conn{Name: "ivr-2"}, 15},
	} {
		if got := tc.conn.Shard(); got != tc.want {
			t.Errorf("%+v is of shard %d, want %d", tc.conn, got, tc.want)
		}
	}
}

func TestShard(t *testing.T) {
	a, b := connOf("10.0.0.5:49152", "10.0.0.9:9090"), connOf("10.0.0.9:9090", "10.0.0.5:49152")
	b.VLAN, b.Stream = []uint16{7}, 12
	if a.Shard() != b.Shard() {
		t.Error("the directions of a connection are of different shards")
	}
	a.SetShard("ignored")
	if a.Shard() != b.Shard() {
		t.Error("SetShard computes another shard than Shard")
	}
	seen := map[int]int{}
	for i := range 1600 {
		seen[connOf(fmt.Sprintf("10.1.%d.%d:%d", i/200, i%200, 20000+i), "10.0.0.1:9090").Shard()]++
	}
	for shard := range Shards {
		if n := seen[shard]; n < 60 || n > 140 {
			t.Errorf("%d of 1600 connections are of shard %d, expected about 100", n, shard)
		}
	}
	x, y := &Conn{Stream: -1}, &Conn{Stream: -1}
	x.SetShard("pod-1")
	y.SetShard("pod-2")
	if x.Shard() == y.Shard() {
		t.Error("two writers of a log are of the same shard, by their names")
	}
}
