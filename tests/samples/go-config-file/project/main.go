package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"

	"example.com/motto/internal/settings"
)

func main() {
	path := flag.String("config", "/etc/motto.json", "the settings file")
	flag.Parse()
	loaded, err := settings.Load(*path)
	if err != nil {
		log.Fatal(err)
	}
	motto, err := os.ReadFile(loaded.Motto)
	if err != nil {
		log.Fatal(err)
	}
	for _, folder := range []string{env("SPOOL", "var/spool"), env("ARCHIVE", "var/archive")} {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			log.Fatal(err)
		}
	}
	if err := os.Rename("var/spool", "var/archive/old"); err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, string(motto))
	})
	log.Fatal(http.ListenAndServe(loaded.Listen, nil))
}

func env(name, otherwise string) string {
	return cmp.Or(os.Getenv(name), otherwise)
}
