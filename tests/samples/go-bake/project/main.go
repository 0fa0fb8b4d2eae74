package main

import (
	"fmt"
	"log"
	"net/http"
)

var version = "unknown"

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "stamped", version)
	})
	log.Fatal(http.ListenAndServe(":8000", nil))
}
