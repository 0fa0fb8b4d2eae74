package main

import (
	"fmt"
	"log"
	"net/http"

	"git.example.com/shop/money"
	"github.com/go-chi/chi/v5"
)

func main() {
	r := chi.NewRouter()
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, money.Euro(5))
	})
	log.Fatal(http.ListenAndServe(":8080", r))
}
