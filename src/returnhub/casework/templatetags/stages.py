"""Words of the scheme in templates."""

import re
from typing import Any

from django import template
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from returnhub.casework.pages.showing import cited, moment, stage_says
from returnhub.scheme.vocabulary import load_vocabulary

register = template.Library()
register.filter("stage", stage_says)
register.filter("cited", cited)
register.filter("moment", moment)


@register.simple_tag(takes_context=True)
def part(context: template.Context, name: str, **more: Any) -> SafeString:
    """A part of a page that repeats much, from the folder `parts`: those are compiled (see `pages.parts`)."""
    made: str = engines["parts"].get_template(name).render({**context.flatten(), **more})
    return mark_safe(made)


@register.filter
def commas(text: str) -> list[str]:
    """The parts of a text between commas."""
    return text.split(",")


@register.filter
def asked(text: str) -> str:
    """A sentence with the question of each fact in place of its name, and a capital letter."""
    facts = load_vocabulary().facts

    def words(name: re.Match[str]) -> str:
        return f"“{facts[name[1]].ask}”" if name[1] in facts else name[1].replace("_", " ")

    said = re.sub(r"`([^`]+)`", words, text)
    return said[:1].upper() + said[1:]
