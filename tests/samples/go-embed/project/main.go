package main

import (
	"embed"
	"html/template"
	"io/fs"
	"log"
	"net/http"

	"github.com/go-chi/chi/v5"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed all:static
var static embed.FS

func main() {
	pages := template.Must(template.ParseFS(templates, "templates/*.html"))
	files, err := fs.Sub(static, "static")
	if err != nil {
		log.Fatal(err)
	}
	r := chi.NewRouter()
	r.Get("/", func(w http.ResponseWriter, _ *http.Request) { _ = pages.ExecuteTemplate(w, "index.html", "embedded") })
	r.Handle("/static/*", http.StripPrefix("/static", http.FileServerFS(files)))
	log.Fatal(http.ListenAndServe(":8080", r))
}
