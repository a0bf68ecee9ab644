"""Help without rich: importing it would take longer than everything else that `--help` does."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

WHOLE = 200
"""Characters: more than any verb's sentence has, so that none is cut short."""


class Verbs(TyperGroup):
    """The verbs in groups, under the headings of their areas, in the order in which they were added."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the areas, not of the alphabet."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One list for each heading."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                heading = getattr(command, "rich_help_panel", None)
                heading = heading if isinstance(heading, str) else "Commands"
                groups.setdefault(heading, []).append((name, command.get_short_help_str(limit=WHOLE)))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)
