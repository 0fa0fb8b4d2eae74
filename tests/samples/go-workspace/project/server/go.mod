module example.com/town/server

go 1.27.0

require github.com/go-chi/chi/v5 v5.2.3
