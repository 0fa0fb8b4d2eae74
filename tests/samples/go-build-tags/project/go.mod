module example.com/stamp

go 1.27.0

require github.com/gorilla/mux v1.8.1
