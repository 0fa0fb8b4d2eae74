// A program that works until it is told to stop, and says on a port of its own that it does.
package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/team/platform/internal/greeting"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	go http.ListenAndServe(":8081", nil)
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
