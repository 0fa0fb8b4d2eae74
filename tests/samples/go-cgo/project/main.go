// A server that needs a C library: it answers with what a C function computes.
package main

// #include <stdlib.h>
// static int doubled(const char *text) { return 2 * atoi(text); }
import "C"

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	"unsafe"
)

const address = ":8081"

func main() {
	command := serve
	if len(os.Args) > 1 && os.Args[1] == "health" {
		command = checkHealth
	}
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func answer(w http.ResponseWriter, _ *http.Request) {
	text := C.CString("21")
	defer C.free(unsafe.Pointer(text))
	fmt.Fprintln(w, "C says", int(C.doubled(text)))
}

func serve() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	server := &http.Server{Addr: address, Handler: http.HandlerFunc(answer), ReadHeaderTimeout: 5 * time.Second}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		stopped <- server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func checkHealth() error {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get("http://127.0.0.1" + address + "/")
	if err != nil {
		return err
	}
	return response.Body.Close()
}
