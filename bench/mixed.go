package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"

	"ivrcheck/internal/pcaptest"
)

// mixed generates conformant traffic as many different drivers send it: every
// connection has its dialect, its application with keys of its own, its kinds of
// calls, and its share of the traffic. Names and values come from nobody's
// implementation; the forms are those of the catalogue and of docs/protocol.md.
type mixed struct {
	out      *bufio.Writer
	log      bool
	size     int64
	written  int64
	messages int64
	dice     *rand.Rand
	build    *pcaptest.Builder
	header   bool
	opened   int // connections
	apps     []*application
}

// client is one connection, from the driver's side.
type client struct {
	conn     *pcaptest.Conn
	index    int // in the list of clients; a reconnect keeps it
	address  string
	port     int // of TCP
	host     string
	driver   *dialect
	server   *dialect
	app      *application
	mix      []weighted
	parallel int // calls at once
	start    int // of its counters
	calls    int
	requests int
	left     int // messages until it reconnects
	session  string
	login    []step
	open     int  // scripts that are not at their end
	eager    bool // acknowledges each message at once
	joins    bool // puts two messages of a call into one segment if it can
	alive    bool // sends keep-alives
	held     []byte
	heldSide int
}

// port is where a client does one thing after the other.
type port struct {
	client *client
	script
}

// step is one message of a script, made when its turn comes.
type step struct {
	ivr     bool
	message element
}

// script is a call, or something else that a client and its server do.
type script struct {
	id   string
	rest []step
}

// weighted is one kind of script with its share.
type weighted struct {
	weight int
	make   func(*mixed, *client, *script)
}

// mixedOptions are the parameters of mixed traffic.
type mixedOptions struct {
	connections int
	seed        uint64
	log         bool
}

// defaultConnections is how many are open at once.
const defaultConnections = 200

func generateMixed(path string, size int64, o mixedOptions) (messages int64, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	m := &mixed{
		out: bufio.NewWriterSize(f, 1<<20), log: o.log, size: size,
		dice: rand.New(rand.NewPCG(o.seed, 14)), build: pcaptest.New(),
	}
	m.build.Step = 40_000 // ns
	for i := range 14 {
		m.apps = append(m.apps, newApplication(i, m.dice))
	}
	if err := m.run(o.connections); err != nil {
		return 0, err
	}
	if err := m.out.Flush(); err != nil {
		return 0, err
	}
	return m.messages, f.Close()
}

func (m *mixed) run(connections int) error {
	var ports []*port
	clients := make([]*client, connections)
	for i := range clients {
		clients[i] = m.client(i)
		for range clients[i].parallel {
			ports = append(ports, &port{client: clients[i]})
		}
	}
	for m.written < m.size {
		m.turn(ports[m.dice.IntN(len(ports))])
		if err := m.flush(4096); err != nil {
			return err
		}
	}
	for _, p := range ports {
		for _, next := range p.rest {
			m.say(p.client, p.id, next, false)
		}
		if err := m.flush(4096); err != nil {
			return err
		}
	}
	for _, c := range clients {
		for _, next := range c.login {
			m.say(c, c.session, next, false)
		}
		m.hangUp(c)
	}
	return m.flush(1)
}

// client makes a client and opens its connection.
func (m *mixed) client(index int) *client {
	c := &client{index: index, host: fmt.Sprintf("ivr%02d", index%97), start: 1000 + m.dice.IntN(900_000)}
	c.driver = pick(ivrDialects[:], func(i int) int { return ivrDialects[i].weight }, index, func(i int) *dialect { return &ivrDialects[i].dialect })
	c.server = pick(serverDialects[:], func(i int) int { return serverDialects[i].weight }, index*31, func(i int) *dialect { return &serverDialects[i].dialect })
	c.app = m.apps[m.dice.IntN(len(m.apps))]
	c.mix = mixes[m.dice.IntN(len(mixes))]
	c.parallel = 1 + m.dice.IntN(4)*m.dice.IntN(4)/2
	c.eager = m.dice.IntN(10) < 6
	c.joins = m.dice.IntN(10) < 2
	c.alive = m.dice.IntN(10) < 5
	c.session = "session"
	switch m.dice.IntN(3) {
	case 0:
		c.session = "DEPVARS"
	case 1:
		c.session = fmt.Sprintf("%s_login_%d", c.host, c.start)
	}
	m.connect(c)
	return c
}

// pick spreads dialects over the clients by their weights, the same for every
// seed, so that the first clients of any number have about the right shares.
func pick[T any](list []T, weight func(int) int, index int, get func(int) *dialect) *dialect {
	at := (index*37 + 11) % 100
	for i := range list {
		if at -= weight(i); at < 0 {
			return get(i)
		}
	}
	return get(0)
}

func (m *mixed) connect(c *client) {
	m.opened++
	c.address = fmt.Sprintf("10.%d.%d.%d", 1+c.index/40000, c.index/200%200, c.index%200+1)
	c.port = 20000 + m.opened%40000
	c.left = 400 + m.dice.IntN(8000)
	if !m.log {
		from, to := c.address, fmt.Sprintf("10.0.0.%d:7009", 1+c.index%5)
		if c.index%11 == 3 {
			from, to = fmt.Sprintf("[fd00::%x:%x]", c.index/200, c.index%200+1), "[fd00::a]:7009"
		}
		m.build.MSS = []int{1460, 1460, 1380, 536}[c.index%4]
		c.conn = m.build.Connect(fmt.Sprintf("%s:%d", from, c.port), to)
	}
	c.login = m.logsIn(c)
}

// turn lets a port, or the server, say the next message. All ports are equally
// fast, so that a connection is busy if it has many.
func (m *mixed) turn(p *port) {
	c := p.client
	switch {
	case len(c.login) > 0:
		m.say(c, c.session, c.login[0], false)
		c.login = c.login[1:]
		return
	case len(p.rest) > 0:
	case c.left > 0:
		p.script = m.script(c)
		c.open++
	case c.open == 0:
		m.hangUp(c)
		m.connect(c)
		return
	default:
		return // other ports are still busy
	}
	if c.alive && m.dice.IntN(150) == 0 && c.conn != nil {
		m.release(c)
		c.conn.KeepAlive()
	}
	next := p.rest[0]
	p.rest = p.rest[1:]
	joins := c.joins && len(p.rest) > 0 && p.rest[0].ivr == next.ivr
	m.say(c, p.id, next, joins)
	if joins {
		m.say(c, p.id, p.rest[0], false)
		p.rest = p.rest[1:]
	}
	if len(p.rest) == 0 {
		c.open--
	}
}

// hangUp closes a connection.
func (m *mixed) hangUp(c *client) {
	m.release(c)
	if c.conn != nil {
		c.conn.Close()
	}
}

// say writes one message; one that joins the next waits for it.
func (m *mixed) say(c *client, callID string, s step, joins bool) {
	m.messages++
	d, side := c.server, pcaptest.Server
	if s.ivr {
		d, side = c.driver, pcaptest.Client
	}
	text := d.write(callID, s.message)
	if m.log {
		m.line(c, s.ivr, text)
		return
	}
	frame := pcaptest.XML(text)
	if len(c.held) > 0 && c.heldSide != side {
		m.release(c)
	}
	c.held, c.heldSide = append(c.held, frame...), side
	if !joins {
		m.release(c)
	}
}

// release sends what a client or its server holds back.
func (m *mixed) release(c *client) {
	if len(c.held) == 0 {
		return
	}
	if c.eager {
		c.conn.Data(c.heldSide, c.held)
	} else {
		c.conn.Send(c.heldSide, c.held)
	}
	c.held = c.held[:0]
}

// line writes a message into the log, as text in UTF-8 on one line or on several.
func (m *mixed) line(c *client, ivr bool, text string) {
	side := "<<"
	if ivr {
		side = ">>"
	}
	line := fmt.Sprintf("2024-03-01 %02d:%02d:%02d.%03d [%04d] %s:%d %s 10.0.0.%d:7009 %s\n",
		9+m.messages/3600_000%15, m.messages/60000%60, m.messages/1000%60, m.messages%1000, c.index, c.address, c.port, side, 1+c.index%5, text)
	m.written += int64(len(line))
	_, _ = m.out.WriteString(line) // Flush reports the error
}

// flush writes out the packets made so far, if there are enough.
func (m *mixed) flush(enough int) error {
	if m.log || len(m.build.Packets) < enough {
		return nil
	}
	b := m.build.Pcap()
	if m.header {
		b = b[24:]
	}
	m.header = true
	m.build.Packets = m.build.Packets[:0]
	m.written += int64(len(b))
	_, err := m.out.Write(b)
	return err
}

// application is what a driver's scripts work with: the keys of its user data.
type application struct {
	name string
	keys []string
}

// newApplication makes keys from words, in one of the styles of naming.
func newApplication(i int, dice *rand.Rand) *application {
	first := strings.Fields("customer account card branch policy order claim contract menu session skill language balance callback ticket device payment survey region segment")
	second := strings.Fields("id number type code status name date level group path result count flag reason amount choice time source target version")
	a := &application{name: fmt.Sprintf("app%02d", i)}
	seen := map[string]bool{}
	for len(a.keys) < 45 {
		x, y := first[dice.IntN(len(first))], second[dice.IntN(len(second))]
		key := ""
		switch i % 5 {
		case 0:
			key = title(x) + title(y)
		case 1:
			key = x + "_" + y
		case 2:
			key = "IVR." + title(x) + "." + title(y)
		case 3:
			key = strings.ToUpper(x[:3] + "-" + y)
		case 4:
			key = fmt.Sprintf("%s%02d%s", x[:2], dice.IntN(40), title(y))
		}
		if !seen[key] {
			seen[key] = true
			a.keys = append(a.keys, key)
		}
	}
	return a
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// some gives up to n different keys in the order of the application.
func (a *application) some(n int, dice *rand.Rand) []string {
	from := 0
	if len(a.keys) > n {
		from = dice.IntN(len(a.keys) - n)
	}
	var keys []string
	for _, key := range a.keys[from:] {
		if len(keys) == n {
			break
		}
		if dice.IntN(8) > 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// value makes a value of user data.
func value(dice *rand.Rand) string {
	switch dice.IntN(16) {
	case 0, 1, 2:
		return fmt.Sprint(dice.IntN(1_000_000_000))
	case 3, 4:
		return []string{"true", "false", "Y", "N", "0", "1"}[dice.IntN(6)]
	case 5, 6:
		return []string{"de", "fr", "en-US", "gold", "silver", "retail", "none", "premium", "unknown"}[dice.IntN(9)]
	case 7:
		return fmt.Sprintf("2024-%02d-%02dT%02d:%02d:00+01:00", 1+dice.IntN(12), 1+dice.IntN(28), dice.IntN(24), dice.IntN(60))
	case 8:
		return fmt.Sprintf("%016X%016X", dice.Uint64(), dice.Uint64())
	case 9:
		return "main>" + []string{"billing", "support", "cards & loans", "new order"}[dice.IntN(4)] + fmt.Sprintf(">%d", dice.IntN(10))
	case 10:
		return []string{"Zürich", "Müller", "Genève", "São Paulo", "O'Brien", "Bern"}[dice.IntN(6)]
	case 11:
		return ""
	case 12:
		return fmt.Sprintf("https://crm.example.com/customers/%d?source=ivr&t=%d", dice.IntN(100_000), dice.IntN(100))
	case 13:
		return fmt.Sprintf("+4144%07d", dice.IntN(10_000_000))
	case 14:
		return fmt.Sprintf("vq_%s_%s_%d", []string{"sales", "service", "claims"}[dice.IntN(3)], []string{"de", "fr", "it", "en"}[dice.IntN(4)], dice.IntN(40))
	default:
		return fmt.Sprintf("caller chose option %d after %d seconds", dice.IntN(10), dice.IntN(120))
	}
}
