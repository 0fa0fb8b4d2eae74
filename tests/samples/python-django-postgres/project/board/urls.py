from django.http import HttpResponse
from django.urls import path

from board.models import Note


def notes(request):
    if text := request.GET.get("add"):
        Note.objects.create(text=text)
    return HttpResponse(f"{Note.objects.count()} notes\n", content_type="text/plain")


urlpatterns = [
    path("", notes),
    path("healthz", lambda request: HttpResponse("ok\n", content_type="text/plain")),
]
