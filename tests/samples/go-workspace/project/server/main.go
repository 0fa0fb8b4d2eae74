package main

import (
	"fmt"
	"log"
	"net/http"

	"example.com/town/greeting"
	"github.com/go-chi/chi/v5"
)

func main() {
	r := chi.NewRouter()
	r.Get("/{name}", func(w http.ResponseWriter, request *http.Request) {
		fmt.Fprintln(w, greeting.Text(chi.URLParam(request, "name")))
	})
	log.Fatal(http.ListenAndServe(":8080", r))
}
