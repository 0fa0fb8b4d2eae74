// Command notes serves notes; `notes -healthcheck` asks the one that runs.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"example.com/notes/internal/httpapi"
)

func main() {
	addr := flag.String("addr", ":8090", "where to listen")
	check := flag.Bool("healthcheck", false, "ask the running server")
	flag.Parse()
	if *check {
		response, err := http.Get("http://127.0.0.1:8090/healthz")
		if err != nil || response.StatusCode != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	server := &http.Server{Addr: *addr, Handler: httpapi.New()}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() { _ = server.Shutdown(context.Background()) })
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
