// A small web server for a container: set up by its environment, stops cleanly, checks its own health.
package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// defaultPort is used when PORT is not set.
const defaultPort = "3000"

// Docker kills a container 10 seconds after asking it to stop: finish earlier.
const shutdownTimeout = 8 * time.Second

func main() {
	command := run
	if len(os.Args) > 1 && os.Args[1] == "health" {
		command = checkHealth
	} else if len(os.Args) > 1 {
		fmt.Fprintf(os.Stderr, "usage: %[1]s (serve) or %[1]s health (ask the running server)\n", os.Args[0])
		os.Exit(2)
	}
	cfg, err := loadConfig(os.Getenv)
	if err == nil {
		err = command(cfg)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

type config struct {
	scheme, port, certFile, keyFile string // the files are for https only
}

// loadConfig gets the environment as a function, so that a test can bring its own.
func loadConfig(getenv func(string) string) (config, error) {
	port := cmp.Or(getenv("PORT"), defaultPort) // cmp.Or takes the first one that is not empty
	cfg := config{"http", port, getenv("TLS_CERT_FILE"), getenv("TLS_KEY_FILE")}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return cfg, fmt.Errorf("PORT must be a number from 1 to 65535, not %q", port)
	}
	if (cfg.certFile == "") != (cfg.keyFile == "") {
		return cfg, errors.New("set both TLS_CERT_FILE and TLS_KEY_FILE, or neither")
	}
	if cfg.certFile != "" {
		cfg.scheme = "https"
	}
	return cfg, nil
}

func newHandler() http.Handler {
	mux := http.NewServeMux()
	// {$} makes this "/" only; without it, "/" would stand for every path.
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "Hello world") })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

func run(cfg config) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	context.AfterFunc(ctx, stop) // the first signal stops cleanly, a second one at once
	// No host before the colon: on localhost, nobody outside the container could reach it.
	listener, err := net.Listen("tcp", ":"+cfg.port)
	if err != nil {
		return err
	}
	return serve(ctx, cfg, listener, newHandler())
}

// serve answers requests until ctx is done, then lets those under way finish.
func serve(ctx context.Context, cfg config, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second, // without timeouts, silent clients hold connections forever
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       60 * time.Second,
		TLSConfig:         &tls.Config{MinVersion: tls.VersionTLS12},
	}
	failed := make(chan error, 1)
	go func() {
		if cfg.scheme == "https" {
			failed <- server.ServeTLS(listener, cfg.certFile, cfg.keyFile)
		} else {
			failed <- server.Serve(listener)
		}
	}()
	slog.Info("serving", "scheme", cfg.scheme, "address", listener.Addr().String())
	select {
	case err := <-failed: // for example, the certificate cannot be read
		return err
	case <-ctx.Done():
		slog.Info("stopping")
	}
	// Not made from ctx, which is over already.
	stopCtx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(stopCtx); err != nil {
		return fmt.Errorf("requests still running after %v: %w", shutdownTimeout, err)
	}
	return nil
}

// checkHealth is for Docker's HEALTHCHECK: so the image needs no shell and no curl.
func checkHealth(cfg config) error {
	// The certificate names the public host, never 127.0.0.1. Not verifying it is fine
	// here: we ask our own process, on this machine, and send nothing secret.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	client := &http.Client{Transport: transport, Timeout: 2 * time.Second}
	response, err := client.Get(cfg.scheme + "://127.0.0.1:" + cfg.port + "/healthz")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("/healthz answered %s", response.Status)
	}
	return nil
}
