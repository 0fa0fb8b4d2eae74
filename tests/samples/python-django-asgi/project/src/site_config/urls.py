import asyncio

from django.http import HttpResponse, JsonResponse
from django.urls import path


async def slow(request):
    await asyncio.sleep(0.01)
    return JsonResponse({"waited": True})


def health(request):
    return HttpResponse("ok")


urlpatterns = [path("slow/", slow), path("healthz", health)]
