module example.com/town/greeting

go 1.25.0
