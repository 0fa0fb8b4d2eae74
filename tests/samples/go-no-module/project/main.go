package main

import (
	"embed"
	"log"
	"net/http"
	"os"
	"text/template"
)

//go:embed Dockerfile.tmpl
var files embed.FS

func main() {
	file, err := os.OpenFile("hello.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	log.SetOutput(file)
	page := template.Must(template.ParseFS(files, "Dockerfile.tmpl"))
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if err := page.Execute(w, "busybox"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	http.HandleFunc("/upload", upload)
	log.Fatal(http.ListenAndServe(":8088", nil))
}
