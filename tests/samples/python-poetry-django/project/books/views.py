from django.shortcuts import render

BOOKS = ["Moby-Dick", "Walden"]


def index(request):
    return render(request, "books/index.html", {"books": BOOKS})
