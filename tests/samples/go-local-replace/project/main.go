package main

import (
	"fmt"
	"log"
	"net/http"
	"time"

	"example.com/timefmt"
	"github.com/gorilla/mux"
)

func main() {
	r := mux.NewRouter()
	r.HandleFunc("/{zone:.+}", func(w http.ResponseWriter, request *http.Request) {
		zone, err := time.LoadLocation(mux.Vars(request)["zone"])
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		fmt.Fprintln(w, timefmt.Format(time.Unix(0, 0).In(zone)))
	})
	log.Fatal(http.ListenAndServe(":8080", r))
}
