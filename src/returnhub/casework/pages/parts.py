"""Parts of pages that repeat much, in Jinja2: it compiles templates to Python, and a case page has hundreds of pieces.

In Django's own templates, which the pages are, those pieces took two thirds of the time of the page.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from returnhub.casework.pages.showing import cited, day, short_day, stage_says
from returnhub.casework.places.nights import bed_in_words, from_to


def environment(**options: Any) -> Environment:
    """Jinja2 with the words of the scheme; what a template asks for and is not given is a fault."""
    from returnhub.casework.templatetags.stages import asked

    made = Environment(**{**options, "undefined": StrictUndefined})
    made.globals.update(url=_url, day=day, short_day=short_day, bed=bed_in_words, nights_of=from_to)
    made.filters.update(asked=asked, cited=cited, capfirst=_capital, stage=stage_says)
    return made


def _url(name: str, *where: Any) -> str:
    return reverse(name, args=where)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
