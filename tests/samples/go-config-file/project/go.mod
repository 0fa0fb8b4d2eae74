module example.com/motto

go 1.27
