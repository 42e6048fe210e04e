package check_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"ivrcheck/check"
	"ivrcheck/report"
	"ivrcheck/rules"
)

const captured = "../testdata/captures/seq010-bad.pcap"

// Run hands out each finding when it is decided.
func ExampleRun() {
	result, err := check.Run(context.Background(), []check.Input{check.File(captured)}, check.Options{
		Finding: func(f *rules.Finding) error {
			fmt.Println(f.Rule, f.Severity, f.Verdict, "at frame", f.Frame)
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, in := range result.Inputs {
		fmt.Println(in.Messages, "messages in", in.Stats.Kind, "error:", in.Err)
	}
	// Output:
	// SEQ010 error violated at frame 12
	// SEQ010 error violated at frame 10
	// 5 messages in pcap error: <nil>
}

// A run of several inputs reads them as one rotated set; results of other runs add up.
func ExampleResult_Merge() {
	var sum *check.Result
	for _, path := range []string{captured, "../testdata/captures/seq010-good.pcap"} {
		result, err := check.Run(context.Background(), []check.Input{check.File(path)}, check.Options{})
		if err == nil && sum != nil {
			err = sum.Merge(result)
		} else if sum == nil {
			sum = result
		}
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	for _, t := range sum.Tallies.List(rules.Selection{}) {
		if t.Rule == "SEQ010" {
			fmt.Println(sum.Messages, "messages,", t.Name, t.Activations, "times,", t.Violated, "violated")
		}
	}
	// Output:
	// 14 messages, agent-steady-state 4 times, 2 violated
}

// The callback ends a run with an error of its own.
func ExampleOptions() {
	set, err := rules.Builtin()
	if err != nil {
		fmt.Println(err)
		return
	}
	selection, err := set.Select([]string{"SEQ"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	first := errors.New("found")
	_, err = check.Run(context.Background(), []check.Input{check.File(captured)}, check.Options{
		Rules:   set,
		Options: rules.Options{Selection: selection, AssumeComplete: true},
		Finding: func(f *rules.Finding) error {
			f.Quote()
			fmt.Println(f.Message)
			fmt.Println(f.Evidence)
			return first
		},
	})
	fmt.Println(err)
	// Output:
	// agent on port 7001 is LoggedOut after LoggedIn (frame 8), expected Ready or NotReady
	// …<MonitorInfo><Agent PortNum="7001" Status="LoggedOut"/></MonitorInfo></GctiMsg>
	// found
}

// A report is read value by value.
func ExampleRead() {
	var ndjson bytes.Buffer
	w, err := report.New("ndjson", &ndjson, report.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := check.Run(context.Background(), []check.Input{check.File(captured)}, check.Options{Finding: w.Finding})
	if err == nil {
		err = w.Close(&report.Summary{Complete: true, Messages: result.Messages})
	}
	for e, failed := range check.Read(&ndjson) {
		switch {
		case failed != nil:
			err = failed
		case e.Finding != nil:
			fmt.Println(e.Finding.Rule, e.Finding.Fingerprint, e.Finding.Severity)
		case e.Summary != nil:
			fmt.Println(e.Summary.Messages, "messages, complete:", e.Summary.Complete)
		}
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// SEQ010 25b4c32c20241f05 error
	// SEQ010 fb998b62d361962a error
	// 5 messages, complete: true
}

// Each worker writes a partial report, which are merged to the report of the whole.
func ExampleHost_Merge() {
	set, err := rules.Builtin()
	if err != nil {
		fmt.Println(err)
		return
	}
	dir, err := os.MkdirTemp("", "parts")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	work := func(i, n int) (path string, err error) {
		w, err := check.NewPartWriter()
		if err != nil {
			return "", err
		}
		defer w.Close()
		result, err := check.Run(context.Background(), []check.Input{check.File(captured)}, check.Options{
			Rules: set, Options: rules.Options{Shards: rules.PartOf(i, n)}, Finding: w.Finding,
		})
		if err != nil {
			return "", err
		}
		file, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d-%d.ndjson", i, n)))
		if err != nil {
			return "", err
		}
		defer file.Close()
		return file.Name(), w.Write(file, report.Partial{Host: "pbx1", Shard: i, Of: n, Rules: set.Digest()}, result)
	}
	var paths []string
	for i := range 2 {
		path, err := work(i, 2)
		if err != nil {
			fmt.Println(err)
			return
		}
		paths = append(paths, path)
	}
	hosts, err := check.ReadHosts(context.Background(), set, "", paths...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range hosts {
		result, err := h.Merge(context.Background(), check.Options{Rules: set, Finding: func(f *rules.Finding) error {
			fmt.Println(h.Name, f.Rule, "at frame", f.Frame)
			return nil
		}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Messages, "messages")
	}
	// Output:
	// pbx1 SEQ010 at frame 12
	// pbx1 SEQ010 at frame 10
	// 5 messages
}
