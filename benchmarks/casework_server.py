"""The service as `returnhub serve` runs it, with two more addresses to compare its pages with.

    python -m benchmarks.casework_server PORT WORKERS THREADS

`/empty/` answers an officer who is signed in with nothing (session, sign-in, headers); `/layout/` with the layout that
every page has and nothing in it. Settings come from the environment, as those of the service.
"""

from __future__ import annotations

import sys

import django
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.pk))


@login_required
def layout(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/base.html")


def add_addresses() -> None:
    from django.urls import path

    from returnhub.casework import urls

    urls.urlpatterns += [path("empty/", empty), path("layout/", layout)]


def main() -> None:
    port, workers, threads = map(int, sys.argv[1:4])
    django.setup()
    from django.db import connections

    from returnhub.casework.server import run

    add_addresses()
    connections.close_all()
    run("127.0.0.1", port, workers=workers, threads=threads)


if __name__ == "__main__":
    main()
