package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	url := os.Getenv("DATABASE_URL")
	if url == "" {
		url = "postgres://localhost/orders"
	}
	pool, err := pgxpool.New(context.Background(), url) // connects when it is first asked
	if err != nil {
		log.Fatal(err)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"orders": "/orders"})
	})
	http.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {
		var now string
		if err := pool.QueryRow(r.Context(), "SELECT now()::text").Scan(&now); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]string{"now": now})
	})
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
