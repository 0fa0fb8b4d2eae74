module example.com/town/tools/seed

go 1.27.0
