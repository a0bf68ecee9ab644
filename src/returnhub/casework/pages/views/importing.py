"""Bringing in cases or events from a file: checked row by row first, and written whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.exchange.importing import ImportReport, import_file
from returnhub.casework.exchange.importing_events import import_events
from returnhub.casework.pages.forms import Form, Question
from returnhub.casework.pages.views.serving import officer, page
from returnhub.scheme.problems import UserError

KINDS = {"cases": "Cases: one row a case", "events": "Events: one row an event of a case that is here"}


@page
def bring_in(request: HttpRequest) -> HttpResponse:
    """Choose a file and what is in it; check it, or bring it in."""
    by = officer(request)
    role_for(by, "import")
    what = Question("what", "What is in the file?", "radios", options=tuple(KINDS.items()))
    options = (
        ("check", "Only check it: nothing is written"),
        ("apply", "Bring it in, if no row has a problem"),
    )
    questions = [what, Question("how", "What is to be done?", "radios", options=options)]
    form, report, problem = Form(questions), None, ""
    if request.method == "POST":
        answers, file = form.read(request.POST), request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            form.general.append("Choose a CSV or XLSX file")
        elif not form.errors:
            try:
                report = import_upload(by, file, answers["what"], apply=answers["how"] == "apply")
            except UserError as error:
                problem = str(error)
                form.general.append(problem)
    context = {"form": form, "report": report, "title": "Bring in a file"}
    return render(request, "pages/import.html", context, status=422 if form.errors else 200)


def import_upload(by: Officer, file: UploadedFile, what: str, *, apply: bool) -> ImportReport:
    """Import an uploaded file. Of its name only letters, figures and a few signs are kept; it is deleted afterwards."""
    name = "".join(c for c in Path(str(file.name)).name if c.isalnum() or c in "-_. ")[-80:] or "file.csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        done = import_events if what == "events" else import_file
        return done(by, path, apply=apply)
