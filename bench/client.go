package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"ivrcheck/internal/pcaptest"
)

// mixed generates conformant traffic of many different drivers: each connection has its dialect, its application with
// its own keys, its kinds of calls, and its share of the traffic. Names and values are invented. The forms are from the
// catalogue and docs/protocol.md.
type mixed struct {
	*output
	dice   *rand.Rand
	opened int // connections so far
	apps   []*application
}

// client is the driver's side of a connection.
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
	open     int  // scripts that have not ended
	eager    bool // acknowledges each message at once
	joins    bool // puts two messages of a call into one segment if it can
	alive    bool // sends keep-alives
	held     []byte
	heldSide int
}

// port is a port of a client, with its current script.
type port struct {
	client *client
	script
}

// step is one message of a script.
type step struct {
	ivr     bool
	message element
}

// script is a call or another exchange of a client and its server.
type script struct {
	id   string
	rest []step
}

// weighted is a kind of script and its share.
type weighted struct {
	weight int
	make   func(*mixed, *client, *script)
}

// application is an application of a driver, with the keys of its user data.
type application struct {
	name string
	keys []string
}

// newApplication makes keys from words, in one of five styles.
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

// some returns up to n different keys, in the order of the application.
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

// value returns a random value of user data.
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
