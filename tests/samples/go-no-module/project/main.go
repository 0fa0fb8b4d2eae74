package main

import (
	"embed"
	"net/http"
	"text/template"
)

//go:embed Dockerfile.tmpl
var files embed.FS

func main() {
	page := template.Must(template.ParseFS(files, "Dockerfile.tmpl"))
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if err := page.Execute(w, "busybox"); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	http.HandleFunc("/upload", upload)
	http.ListenAndServe(":8088", nil)
}
