package main

import (
	"fmt"
	"log"
	"net/http"

	"github.com/gorilla/mux"
)

var version = "unknown"

func main() {
	r := mux.NewRouter()
	r.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, edition, version)
	}).Methods(http.MethodGet)
	log.Fatal(http.ListenAndServe(":8000", r))
}
