from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

BOOKS = ["Moby-Dick", "Walden"]


def index(request):
    return render(request, "books/index.html", {"books": BOOKS})


def lend(request, book):
    settings.LOANS.execute("INSERT INTO loans VALUES (?)", [book])
    settings.LOANS.commit()
    return HttpResponse(f"{book} is lent")
