package main

import (
	"fmt"
	"net/http"

	"github.com/{{ cookiecutter.github_username }}/{{ cookiecutter.app_name }}/version"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, version.Name)
	})
	{%- if cookiecutter.use_health == "y" %}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {})
	{%- endif %}
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}
