package main

import (
	"cmp"
	"flag"
	"log"
	"net/http"
	"os"
	"path/filepath"
)

var version = "dev"

func main() {
	addr := flag.String("addr", ":8070", "where to listen")
	dir := flag.String("dir", cmp.Or(os.Getenv("QUOTES_DIR"), "quotes"), "one file for each person")
	flag.Parse()
	http.HandleFunc("GET /version", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(version + "\n"))
	})
	http.HandleFunc("GET /{name}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(*dir, filepath.Base(r.PathValue("name"))+".txt"))
	})
	log.Fatal(http.ListenAndServe(*addr, nil))
}
