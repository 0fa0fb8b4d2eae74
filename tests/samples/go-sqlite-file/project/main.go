package main

import (
	"database/sql"
	"fmt"
	"log"
	"net/http"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	path := os.Getenv("DATABASE")
	if path == "" {
		path = "visits.db"
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS visit (page TEXT)"); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		var count int
		_, err := db.Exec("INSERT INTO visit VALUES (?)", r.URL.Path)
		if err == nil {
			err = db.QueryRow("SELECT count(*) FROM visit WHERE page = ?", r.URL.Path).Scan(&count)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "visits:", count)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
