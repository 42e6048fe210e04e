package ivrsim

import (
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// beat is the time between two unsolicited messages of the server.
const beat = 20 * time.Millisecond

// server serves one connection: it answers requests, and sends the unsolicited
// messages of the scenario.
func (s Scenario) server(conn net.Conn) error {
	for {
		f, err := readFrame(conn)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch f.kind {
		case keepAlive:
			err = write(conn, frame{kind: keepAliveAck})
		case xmlData:
			err = s.answer(conn, f.body)
		}
		if err != nil {
			return err
		}
	}
}

func (s Scenario) answer(conn net.Conn, body []byte) error {
	m, err := parse(body)
	if err != nil {
		return err
	}
	switch m.name() {
	case "LoginReq":
		// Two frames in one segment.
		first := []frame{message(loginCallID, loginResp), message(loginCallID, serverInfo("TServer_A", "OK"))}
		if err := write(conn, first...); err != nil {
			return err
		}
		return s.announce(conn, afterLogin)
	case "NewCall":
		if m.Message.CalledNum == s.silentPort {
			return nil
		}
		if err := write(conn, message(m.CallID, callStatus("Ringing"))); err != nil {
			return err
		}
		time.Sleep(beat)
		return writeHalves(conn, message(m.CallID, callStatus("Established")))
	case "EndCall":
		if err := write(conn, message(m.CallID, callStatus("Released"))); err != nil {
			return err
		}
		return s.announce(conn, m.CallID)
	}
	return fmt.Errorf("%s was not expected", m.name())
}

// announce sends the unsolicited messages of the scenario for an occasion.
func (s Scenario) announce(conn net.Conn, occasion string) error {
	for _, element := range s.unsolicited[occasion] {
		time.Sleep(beat)
		if err := write(conn, message(loginCallID, element)); err != nil {
			return err
		}
	}
	return nil
}

// write sends frames in one write.
func write(conn net.Conn, frames ...frame) error {
	var out []byte
	for _, f := range frames {
		out = append(out, f.bytes()...)
	}
	_, err := conn.Write(out)
	return err
}

// writeHalves sends a frame in two segments, cut inside the GLI header.
func writeHalves(conn net.Conn, f frame) error {
	out := f.bytes()
	if _, err := conn.Write(out[:4]); err != nil {
		return err
	}
	time.Sleep(beat)
	_, err := conn.Write(out[4:])
	return err
}
