// A program that serves nobody: it works until it is told to stop.
package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/team/platform/internal/greeting"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		slog.Info(greeting.Text("worker"))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
