package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"

	"example.com/motto/internal/settings"
)

func main() {
	path := flag.String("config", "config/app.json", "the settings file")
	flag.Parse()
	loaded, err := settings.Load(*path)
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, loaded.Motto)
	})
	log.Fatal(http.ListenAndServe(":8080", nil))
}
