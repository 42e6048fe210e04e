package ivrsim

import (
	"fmt"
	"net"
)

// ivr is the client's end of a connection. It sends messages and waits for answers.
type ivr struct {
	conn net.Conn
}

// say sends frames in one write, so that TCP may put them into one segment.
func (v *ivr) say(frames ...frame) error {
	return write(v.conn, frames...)
}

// login logs in and waits for the answer.
func (v *ivr) login() error {
	if err := v.say(message(loginCallID, loginReq)); err != nil {
		return err
	}
	return v.await(loginCallID, "LoginResp")
}

// await reads until a message of a call with that name, and ignores all others.
func (v *ivr) await(callID, name string) error {
	return v.until(name+" of "+callID, func(f frame, m received) bool {
		return f.kind == xmlData && m.CallID == callID && m.name() == name
	})
}

// established reads until a call is established.
func (v *ivr) established(callID string) error {
	return v.until("Established of "+callID, func(_ frame, m received) bool {
		return m.CallID == callID && m.Message.Event == "Established"
	})
}

// alive sends a keep-alive request and waits for the acknowledgement.
func (v *ivr) alive() error {
	if err := v.say(frame{kind: keepAlive}); err != nil {
		return err
	}
	return v.until("keep-alive answer", func(f frame, _ received) bool { return f.kind == keepAliveAck })
}

// hangUp ends a call and waits for its Released.
func (v *ivr) hangUp(callID string) error {
	if err := v.say(message(callID, endCall("Normal"))); err != nil {
		return err
	}
	return v.until("Released of "+callID, func(_ frame, m received) bool {
		return m.CallID == callID && m.Message.Event == "Released"
	})
}

func (v *ivr) until(what string, seen func(frame, received) bool) error {
	for {
		f, err := readFrame(v.conn)
		if err != nil {
			return fmt.Errorf("waiting for %s: %w", what, err)
		}
		var m received
		if f.kind == xmlData {
			if m, err = parse(f.body); err != nil {
				return fmt.Errorf("waiting for %s: %w", what, err)
			}
		}
		if seen(f, m) {
			return nil
		}
	}
}
