"""From SQLGlot's tree to ours: every name known, every type right, every construct in the grammar.

Nothing passes that the grammar does not name, so nothing can turn "not known" into an answer.
"""

from __future__ import annotations

from sqlglot import exp

from returnhub.scheme.language.check_values import ValueChecker, type_of
from returnhub.scheme.language.kinds import alike
from returnhub.scheme.language.parse import Mistake, foreign, parse
from returnhub.scheme.language.scope import Notes, Scope
from returnhub.scheme.language.tree import (
    All,
    Any,
    Compare,
    Condition,
    Every,
    Holds,
    Literal,
    Not,
    OneOf,
    Operator,
    RuleHolds,
    Some,
    Value,
)
from returnhub.scheme.problems import nearest
from returnhub.scheme.types import Boolean, Code, Date, Scalar

_OPERATORS: dict[type[exp.Expression], Operator] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}


def read_condition(text: str, scope: Scope) -> tuple[Condition | None, list[Mistake]]:
    """One condition from its text: the tree, or every mistake in it."""
    try:
        tree = parse(text)
    except Mistake as mistake:
        return None, [mistake]
    notes = Notes(text, scope, foreign(text))
    try:
        condition = _ConditionChecker(notes).condition(tree)
    except RecursionError:
        return None, [Mistake("is nested too deeply", 0, 1, "split it into named rules")]
    return (None, notes.mistakes) if notes.mistakes else (condition, [])


_NOTHING = Holds("")


class _ConditionChecker:
    """Notes every mistake; after one it goes on with a stand-in, so that the rest is checked too."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.values = ValueChecker(notes, self.condition)

    def condition(self, node: exp.Expression) -> Condition:
        """The condition that a node spells, or a stand-in after a mistake."""
        if isinstance(node, exp.Paren):
            return self.condition(node.this)
        if isinstance(node, exp.And | exp.Or):
            kind = type(node)
            parts = tuple(self.condition(part) for part in _flat(node, kind))
            return All(parts) if kind is exp.And else Any(parts)
        if isinstance(node, exp.Not):
            return Not(self.condition(node.this))
        if type(node) in _OPERATORS:
            return self.comparison(node)
        if isinstance(node, exp.Between):
            return self.between(node)
        if isinstance(node, exp.In):
            return self.one_of(node)
        if isinstance(node, exp.Column):
            return self.boolean_name(node)
        if isinstance(node, exp.Anonymous) and node.name.lower() in ("every", "some"):
            return self.group(node)
        self.notes.refuse(node, "a condition")
        return _NOTHING

    def comparison(self, node: exp.Expression) -> Condition:
        if isinstance(node.this, exp.Boolean) or isinstance(node.expression, exp.Boolean):
            self.notes.refuse(node.this if isinstance(node.this, exp.Boolean) else node.expression, "a value")
            self.notes.unknown_names(node)
            return _NOTHING
        left, right = self.values.pair(node.this, node.expression)
        operator = _OPERATORS[type(node)]
        if left is None or right is None:
            return _NOTHING
        if not alike(left.type, right.type):
            dated = isinstance(left.type, Date) or isinstance(right.type, Date)
            hint = "a date is written DATE '2026-12-31'" if dated else ""
            self.notes.mistake(node, f"{left.type} is compared with {right.type}", hint)
        elif operator not in ("=", "<>") and isinstance(left.type, Code):
            self.notes.mistake(node, "codes have no order", "use `=` or `IN`")
        return Compare(operator, left, right)

    def between(self, node: exp.Expression) -> Condition:
        value = self.values.value(node.this)
        low = self.values.value(node.args["low"], type_of(value))
        high = self.values.value(node.args["high"], type_of(value))
        if value is None or low is None or high is None:
            return _NOTHING
        if isinstance(value.type, Code):
            self.notes.mistake(node, "codes have no order", "use `=` or `IN`")
        elif not (alike(value.type, low.type) and alike(value.type, high.type)):
            self.notes.mistake(node, f"{value.type} is compared with {low.type} and {high.type}")
        return All((Compare(">=", value, low), Compare("<=", value, high)))

    def one_of(self, node: exp.Expression) -> Condition:
        value = self.values.value(node.this)
        if node.args.get("query") or node.args.get("unnest"):
            self.notes.refuse(node.args.get("query") or node.args["unnest"], "a list")
            return _NOTHING
        field = node.args.get("field")
        if field is not None:
            options: tuple[Scalar, ...] = self.named_list(field, value)
        elif not node.expressions:
            self.notes.mistake(node, "the list is empty", "name at least one code")
            return _NOTHING
        else:
            written = [self.values.value(item, type_of(value)) for item in node.expressions]
            options = tuple(item.value for item in written if isinstance(item, Literal))
            for item, part in zip(written, node.expressions, strict=True):
                if item is not None and not isinstance(item, Literal):
                    self.notes.mistake(part, "a list holds written values only")
                elif item is not None and value is not None and not alike(value.type, item.type):
                    self.notes.mistake(part, f"{value.type} is compared with {item.type}")
        return OneOf(value, options) if value is not None else _NOTHING

    def named_list(self, field: exp.Expression, value: Value | None) -> tuple[str, ...]:
        name = field.name
        if isinstance(field, exp.Literal):
            self.notes.mistake(field, "a list stands in brackets", f"write IN ('{name}')")
            return ()
        codes = self.notes.scope.lists.get(name)
        if codes is None:
            self.notes.mistake(field, f"there is no list `{name}`", nearest(name, self.notes.scope.lists))
            return ()
        if value is not None:
            if not isinstance(value.type, Code):
                self.notes.mistake(field, f"{value.type} is looked up in a list of codes")
            else:
                known = value.type.codes
                for code in codes:
                    if code not in known:
                        self.notes.mistake(
                            field,
                            f"`{code}` of list `{name}` is not a code of this fact",
                            nearest(code, known),
                        )
        return codes

    def boolean_name(self, node: exp.Expression) -> Condition:
        name = self.notes.plain_name(node)
        if name is None:
            return _NOTHING
        fact = self.notes.scope.facts.get(name)
        if fact is not None:
            if fact.group:
                self.notes.mistake(
                    node,
                    f"`{name}` has one answer for each member",
                    f"write every(family, {name}) or some(family, {name})",
                )
            elif not isinstance(fact.type, Boolean):
                self.notes.mistake(
                    node, f"`{name}` is {fact.type}, not yes or no", f"compare it: `{name} = …`"
                )
            return Holds(name)
        if name in self.notes.scope.rule_names:
            condition = self.notes.scope.rule(name)
            return RuleHolds(name, condition) if condition is not None else _NOTHING
        self.notes.unknown_name(node, name)
        return _NOTHING

    def group(self, node: exp.Expression) -> Condition:
        which = node.name.lower()
        arguments = node.expressions
        if len(arguments) != 2 or not all(isinstance(a, exp.Column) for a in arguments):
            self.notes.mistake(
                node,
                f"`{which}` takes a family and a yes-or-no fact of its members",
                f"write {which}(family, …)",
            )
            return _NOTHING
        family, name = arguments[0].name, arguments[1].name
        if family != "family":
            self.notes.mistake(arguments[0], f"there is no group `{family}`", nearest(family, ["family"]))
        fact = self.notes.scope.facts.get(name)
        if fact is None:
            self.notes.unknown_name(arguments[1], name)
        elif not fact.group or not isinstance(fact.type, Boolean):
            self.notes.mistake(arguments[1], f"`{name}` is not a yes-or-no fact about each member")
        return Every(name) if which == "every" else Some(name)


def _flat(node: exp.Expression, kind: type[exp.Expression]) -> list[exp.Expression]:
    """The parts of a chain of AND or OR, left to right, without recursion."""
    parts: list[exp.Expression] = []
    stack = [node]
    while stack:
        here = stack.pop()
        if type(here) is kind:
            stack.extend((here.expression, here.this))
        else:
            parts.append(here)
    return parts
