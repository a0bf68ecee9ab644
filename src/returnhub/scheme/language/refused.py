"""What the language leaves out on purpose, and what to write instead."""

from __future__ import annotations

from sqlglot import exp

_ANSWER = 'would turn "not known" into an answer'
_REFUSED: list[tuple[tuple[str, ...], str, str]] = [
    (("Is",), f"`IS` {_ANSWER}", "leave it out: a fact that is not known blocks by itself"),
    (("Null",), f"`NULL` {_ANSWER}", "leave it out: a fact that is not known blocks by itself"),
    (("Coalesce",), f"`COALESCE` {_ANSWER}", "establish the fact, or write a rule with `protects`"),
    (("Nullif", "NullSafeEQ", "NullSafeNEQ", "Exists"), f"this {_ANSWER}", "compare the fact itself"),
    (("Boolean",), "a fact is not compared with TRUE or FALSE", "write `fact` or `NOT fact`"),
    (("Cast", "TryCast"), "casts are not part of the language", "facts have their type in the vocabulary"),
    (
        ("Select", "Subquery", "Union"),
        "queries are not part of the language",
        "use every(family, …) or some(family, …)",
    ),
    (
        ("Div", "IntDiv", "Mod", "Mul"),
        "`*`, `/` and `%` are not part of the language",
        "engines disagree on them; use + and -",
    ),
    (
        ("Like", "ILike", "RegexpLike", "SimilarTo", "Glob"),
        "text is not matched by pattern",
        "use `=` or `IN` with codes",
    ),
    (
        ("Interval", "DateAdd", "DateSub"),
        "INTERVAL is not part of the language",
        "add whole days: `date + 28`",
    ),
    (("CurrentDate", "CurrentTimestamp"), "the date of the verdict is called `today`", "write `today`"),
    (("Concat",), "text is not put together", "use codes"),
    (
        ("Alias",),
        "something is missing between two words",
        "put AND or OR between them; a number of days is a number alone",
    ),
    (("If",), "the function `if` is not part of the language", "write CASE WHEN … THEN … ELSE … END"),
    (("Date",), "a date is no function", "write DATE '2026-12-31'"),
    (("Tuple",), "a list stands only after IN", ""),
    (
        ("Parameter", "Placeholder", "Dot", "Bracket", "Star", "Struct"),
        "this is not part of the language",
        "",
    ),
]


def refusal(node: exp.Expression, wanted: str) -> tuple[str, str]:
    """What to say of a node where `wanted` ("a condition" or "a value") was needed."""
    kind = type(node).__name__
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Boolean):
        kind = "Boolean"
    for names, what, hint in _REFUSED:
        if kind in names:
            return what, hint
    if wanted == "a value" and isinstance(node, exp.Predicate | exp.Connector | exp.Not):
        return "this is a condition where a value is needed", "do not compare conditions; use AND, OR and NOT"
    called = node.name.lower() if isinstance(node, exp.Anonymous) else ""
    if wanted == "a value" and called in ("every", "some"):
        return f"`{called}` is yes or no and is not compared", f"write `{called}(…)` or `NOT {called}(…)`"
    is_value = isinstance(node, exp.Literal | exp.Add | exp.Sub | exp.Neg | exp.Case)
    if wanted == "a condition" and (is_value or called in ("years_between", "working_days_between")):
        return "this is a value where a condition is needed", "compare it with something"
    if isinstance(node, exp.Neg):
        return "a minus stands before a written number only", "write `0 - …`"
    if isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        return (
            f"the function `{str(name).lower()}` is not part of the language",
            "there are years_between, working_days_between, every and some",
        )
    return f"this is not {wanted} of the rule language", ""
