package main

import (
	"fmt"
	"math/rand/v2"

	"ivrcheck/internal/pcaptest"
)

func generateMixed(out *output, connections int, size int64) error {
	m := &mixed{output: out, dice: rand.New(rand.NewPCG(1, 14))}
	for i := range 14 {
		m.apps = append(m.apps, newApplication(i, m.dice))
	}
	var ports []*port
	clients := make([]*client, connections)
	for i := range clients {
		clients[i] = m.client(i)
		for range clients[i].parallel {
			ports = append(ports, &port{client: clients[i]})
		}
	}
	for m.written < size {
		m.turn(ports[m.dice.IntN(len(ports))])
		if err := m.write(enough); err != nil {
			return err
		}
	}
	for _, p := range ports {
		for _, next := range p.rest {
			m.say(p.client, p.id, next, false)
		}
		if err := m.write(enough); err != nil {
			return err
		}
	}
	for _, c := range clients {
		for _, next := range c.login {
			m.say(c, c.session, next, false)
		}
		m.hangUp(c)
	}
	return m.write(1)
}

// client makes a client and opens its connection.
func (m *mixed) client(index int) *client {
	c := &client{index: index, host: fmt.Sprintf("ivr%02d", index%97), start: 1000 + m.dice.IntN(900_000)}
	c.driver = pick(ivrDialects, index)
	c.server = pick(serverDialects, index*31)
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
		m.MSS = []int{1460, 1460, 1380, 536}[c.index%4]
		c.conn = m.Connect(fmt.Sprintf("%s:%d", from, c.port), to)
	}
	c.login = m.logsIn(c)
}

// turn sends the next message of a port or of its server. All ports are equally fast, so a connection with many ports
// is busy.
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
		return // other ports still play their scripts
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

// say sends one message. A message that joins the next is delayed until then.
func (m *mixed) say(c *client, callID string, s step, joins bool) {
	m.messages++
	d, side := c.server, pcaptest.Server
	if s.ivr {
		d, side = c.driver, pcaptest.Client
	}
	text := d.write(callID, s.message)
	if m.log {
		direction := "<<"
		if s.ivr {
			direction = ">>"
		}
		clock := fmt.Sprintf("%02d:%02d:%02d.%03d", 9+m.messages/3600_000%15, m.messages/60000%60, m.messages/1000%60, m.messages%1000)
		m.record(clock, "[%04d] %s:%d %s 10.0.0.%d:7009 %s", c.index, c.address, c.port, direction, 1+c.index%5, text)
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

// release sends the delayed messages.
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
