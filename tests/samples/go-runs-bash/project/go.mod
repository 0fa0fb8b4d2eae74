module example.com/echoes

go 1.27
