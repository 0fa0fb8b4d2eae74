// Command shop serves what there is to drink.
package main

import (
	"cmp"
	"log"
	"net"
	"net/http"
	"os"
	"strings"

	"example.com/shop/internal/routes"
)

// resolver adds the port of DNS servers.
func resolver(host string) string {
	if strings.HasSuffix(host, ":53") {
		return host
	}
	return net.JoinHostPort(host, "53")
}

func port() string {
	return cmp.Or(os.Getenv("SHOP_PORT"), "7070")
}

func main() {
	mux := http.NewServeMux()
	mux.Handle("/", routes.Home())
	mux.Handle("/api/v1/", http.StripPrefix("/api/v1", routes.API(resolver("9.9.9.9"))))
	log.Fatal(serve(net.JoinHostPort("", port()), mux))
}

func serve(addr string, handler http.Handler) error {
	server := http.Server{Addr: addr, Handler: handler}
	return server.ListenAndServe()
}
