package main

import (
	"io/fs"
	"log"
	"net/http"

	"example.com/panel/web"
)

func main() {
	pages, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/", http.FileServerFS(pages))
	log.Fatal(http.ListenAndServe(":8080", nil))
}
