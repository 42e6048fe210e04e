package trace

import "net/netip"

// Shards is the number of virtual shards. The endpoints of a connection determine its shard,
// and each shard is judged within its own memory limits. So a report depends on neither the
// number of workers nor of machines.
const Shards = 16

// Shard returns the virtual shard of a connection: a hash of its endpoints, the same for both
// directions and for any VLAN, or of its name. It is 0 for nil and for a connection without
// distinguishing marks.
func (c *Conn) Shard() int {
	switch {
	case c == nil:
		return 0
	case c.shard == 0:
		return shardOf(c.Ends, c.Name)
	}
	return int(c.shard) - 1
}

// SetShard computes the shard once. writer distinguishes a connection that has neither
// endpoints nor a name; it may be "".
func (c *Conn) SetShard(writer string) {
	name := c.Name
	if name == "" {
		name = writer
	}
	c.shard = uint8(shardOf(c.Ends, name) + 1)
}

// shardOf must never change: partial reports of all versions depend on it.
func shardOf(ends [2]netip.AddrPort, name string) int {
	a, b := ends[0], ends[1]
	if a == (netip.AddrPort{}) && b == (netip.AddrPort{}) && name == "" {
		return 0
	}
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	// FNV-1a.
	h := uint64(14695981039346656037)
	add := func(c byte) { h = (h ^ uint64(c)) * 1099511628211 }
	for _, end := range [2]netip.AddrPort{a, b} {
		address := end.Addr().As16()
		for _, c := range address {
			add(c)
		}
		add(byte(end.Port() >> 8))
		add(byte(end.Port()))
	}
	if !a.IsValid() || !b.IsValid() {
		for i := range len(name) {
			add(name[i])
		}
	}
	// The high bits depend on all bytes.
	h ^= h >> 32
	h *= 0x9e3779b97f4a7c15
	return int(h >> 60)
}
