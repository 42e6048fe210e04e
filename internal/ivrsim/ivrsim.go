// Package ivrsim simulates an IVR and an IVR Server that speak GLI over real sockets.
// scripts/record.sh records captures of them, with real TCP options, segment sizes and
// timing. They are not a model of how either product behaves.
//
// In: a scenario. Out: traffic on the loopback interface.
//
// Files, from the entry point down: ivrsim.go, scenario.go, ivr.go, server.go,
// message.go, frame.go.
package ivrsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// replyTimeout is the time that either end waits for the other.
const replyTimeout = 10 * time.Minute

// Run plays the scenario over one TCP connection. The server listens on address, such as 127.0.0.1:7009. Port 0 selects
// a free port. Run returns after both ends have closed.
func (s Scenario) Run(ctx context.Context, address string) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	defer listener.Close()
	ctx, cancel := context.WithTimeout(ctx, replyTimeout)
	defer cancel()

	served := make(chan error, 1)
	go func() {
		served <- s.serve(ctx, listener)
	}()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", listener.Addr().String())
	if err != nil {
		return fmt.Errorf("ivr: %w", err)
	}
	defer endWith(ctx, conn)()
	played := s.play(conn)
	if played != nil {
		conn.Close() // so that the server does not wait for more
	}
	return errors.Join(wrap("ivr", played), wrap("server", <-served))
}

func (s Scenario) serve(ctx context.Context, listener net.Listener) error {
	defer endWith(ctx, listener)()
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	defer endWith(ctx, conn)()
	return s.server(conn)
}

// play plays the IVR. It then closes its direction and reads until the server has closed the other, because closing
// with unread bytes would send a reset.
func (s Scenario) play(conn net.Conn) error {
	v := &ivr{conn: conn}
	if err := s.ivr(v); err != nil {
		return err
	}
	if err := conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, conn)
	return err
}

// endWith closes c when ctx ends. It returns a function that closes it at once.
func endWith(ctx context.Context, c io.Closer) func() {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	return func() {
		stop()
		c.Close()
	}
}

func wrap(who string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", who, err)
}
