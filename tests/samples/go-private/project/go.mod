module git.example.com/shop/checkout

go 1.27.0

require (
	git.example.com/shop/money v1.4.0
	github.com/go-chi/chi/v5 v5.2.3
)
