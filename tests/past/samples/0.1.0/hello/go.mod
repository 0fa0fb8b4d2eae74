module example.com/hello

go 1.27.0
