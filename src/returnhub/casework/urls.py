"""Addresses: the API under `/api/`, everything else is pages."""

from importlib.util import find_spec

from django.urls import include, path

from returnhub.casework.api import api

urlpatterns = [path("api/", api.urls)]
if find_spec("returnhub.casework.pages") and find_spec("returnhub.casework.pages.urls"):
    urlpatterns.append(path("", include("returnhub.casework.pages.urls")))
