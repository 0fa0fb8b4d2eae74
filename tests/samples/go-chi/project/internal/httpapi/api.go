// Package httpapi holds the routes.
package httpapi

import (
	"html/template"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

var page = template.Must(template.ParseFiles("web/templates/note.html"))

// New returns all routes.
func New() http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.Recoverer)
	r.Get("/healthz", func(http.ResponseWriter, *http.Request) {})
	r.Get("/{title}", func(w http.ResponseWriter, request *http.Request) {
		_ = page.Execute(w, chi.URLParam(request, "title"))
	})
	r.Handle("/static/*", http.StripPrefix("/static/", http.FileServer(http.Dir("web/static"))))
	return r
}
