"""From what was gathered to a `Scheme`, or to every mistake in it."""

from __future__ import annotations

from returnhub.scheme.gather import Gathered
from returnhub.scheme.keys import SECTIONS
from returnhub.scheme.load.conditions import Conditions
from returnhub.scheme.load.life import LifeSections
from returnhub.scheme.load.names import check_citations, named
from returnhub.scheme.load.plain import PlainSections
from returnhub.scheme.load.structure import check_structure
from returnhub.scheme.model import Scheme
from returnhub.scheme.vocabulary import Vocabulary


def build(gathered: Gathered, vocabulary: Vocabulary) -> Scheme:
    """The scheme, or `SchemeErrors` with every mistake in it."""
    r, top = gathered.reading, gathered.top
    plain, life = PlainSections(gathered, vocabulary), LifeSections(gathered)
    sources = plain.sources()
    constants = plain.constants()
    conditions = Conditions(r, vocabulary, plain.lists(), constants, gathered.sections, gathered.always)
    rules = life.rules(conditions)
    stages = life.stages(constants)
    moves = life.moves(stages, rules)
    scheme = Scheme(
        name=r.field(top, "scheme"),
        title=r.field(top, "title"),
        version=r.field(top, "version"),
        extends=gathered.extends,
        in_force=plain.period(top, "in_force"),
        sources=sources,
        roles=plain.roles(),
        lists=conditions.lists,
        constants=constants,
        established=plain.established(),
        hosts=plain.hosts(),
        rules=rules,
        always=named(r, gathered.always, rules, "rule"),
        stages=stages,
        moves=moves,
        promises=life.promises(conditions, stages),
        vocabulary=vocabulary,
        calendar=plain.calendar(),
        accepted=life.accepted(stages),
        notes=tuple(" ".join(t.value.split()) for t in r.texts(top, "notes")),
        digest=gathered.digest,
        places={
            section: {name: key.place for name, (key, _) in gathered.sections[section].items()}
            for section in SECTIONS
        },
    )
    check_citations(gathered, sources)
    check_structure(scheme, gathered)
    r.finish()
    return scheme
