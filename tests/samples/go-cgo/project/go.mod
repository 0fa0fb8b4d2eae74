module example.com/team/sums

go 1.25.3
