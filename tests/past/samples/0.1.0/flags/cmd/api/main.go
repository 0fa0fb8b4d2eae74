// The program of the platform that answers requests: says hello, checks its own health, asks others over HTTPS.
package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"example.com/team/platform/internal/greeting"
)

func main() {
	port := cmp.Or(os.Getenv("PORT"), "8080")
	command := serve
	if len(os.Args) > 1 && os.Args[1] == "health" {
		command = checkHealth
	}
	if err := command(port, os.Getenv("TLS_CERT_FILE"), os.Getenv("TLS_KEY_FILE")); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, greeting.Text("api")) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /fetch", fetch)
	return mux
}

// fetch asks another server and answers with the status it gave, or with why it could not be asked.
func fetch(w http.ResponseWriter, r *http.Request) {
	url := r.URL.Query().Get("url")
	if !strings.HasPrefix(url, "https://") {
		http.Error(w, "url must start with https://", http.StatusBadRequest)
		return
	}
	client := http.Client{Timeout: 5 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	fmt.Fprintln(w, response.Status)
}

func serve(port, certFile, keyFile string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	server := &http.Server{Addr: ":" + port, Handler: routes(), ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stopped <- server.Shutdown(context.Background())
	}()
	err := listen(server, certFile, keyFile)
	if !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func listen(server *http.Server, certFile, keyFile string) error {
	if certFile != "" {
		return server.ListenAndServeTLS(certFile, keyFile)
	}
	return server.ListenAndServe()
}

func checkHealth(port, certFile, _ string) error {
	scheme := "http"
	if certFile != "" {
		scheme = "https"
	}
	// The certificate is not for 127.0.0.1; this asks only its own process.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	client := http.Client{Transport: transport, Timeout: 2 * time.Second}
	response, err := client.Get(scheme + "://127.0.0.1:" + port + "/healthz")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return nil
}
