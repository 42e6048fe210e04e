package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"

	"ivrcheck/capture"
	"ivrcheck/schema"
	"ivrcheck/trace"
)

// parseAll makes libxml2 parse every message of a capture, on all cores. This is the minimum work of a program that
// uses libxml2 for each message.
func parseAll(path string) error {
	const many = 128
	work := make(chan []string, 2*runtime.NumCPU())
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			runtime.LockOSThread()
			for texts := range work {
				for _, text := range texts {
					_ = schema.WellFormed(text) // most are malformed
				}
			}
		})
	}
	var texts []string
	found := 0
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = capture.Read(context.Background(), path, f, capture.Options{Names: schema.Builtin().Names()}, func(u *trace.Unit) error {
		if u.Kind != trace.Document {
			return nil
		}
		found++
		if texts = append(texts, string(u.Body)); len(texts) == many {
			work <- texts
			texts = nil
		}
		return nil
	})
	work <- texts
	close(work)
	workers.Wait()
	if err == nil && found == 0 {
		err = fmt.Errorf("%s contains no message", path)
	}
	return err
}
