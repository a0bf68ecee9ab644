"""Indexes for queues of few cases among many."""

# ruff: noqa: RUF012

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_subscribers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("holds_in_force__gt", 0)), fields=["next_action_by"], name="case_held"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("links_in_doubt__gt", 0)), fields=["next_action_by"], name="case_in_doubt"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("waiting_for", ""), _negated=True),
                fields=["next_action_by"],
                name="case_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed", True)), fields=["next_action_by"], name="case_closed"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("closed", False),
                    models.Q(("owner", None), ("next_action", ""), _connector="OR"),
                    ("waiting_for", ""),
                ),
                fields=["next_action_by"],
                name="case_nobody",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("lifted_at", "")), fields=["kind", "case"], name="hold_in_force"
            ),
        ),
    ]
