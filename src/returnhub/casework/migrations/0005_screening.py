"""What the last screening of the whole caseload found."""

# ruff: noqa: RUF012

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateField()),
                ("started_at", models.CharField(max_length=27)),
                ("finished_at", models.CharField(blank=True, max_length=27)),
                ("scheme", models.CharField(max_length=80)),
                ("version", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("rules", models.JSONField()),
                ("cases", models.PositiveIntegerField(default=0)),
            ],
            options={
                "db_table": "casework_screening",
            },
        ),
        migrations.CreateModel(
            name="StopCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=60)),
                ("stage", models.CharField(max_length=60)),
                ("restricted", models.BooleanField()),
                ("violated", models.PositiveIntegerField()),
                ("not_known", models.PositiveIntegerField()),
                (
                    "screening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="casework.screening",
                    ),
                ),
            ],
            options={
                "db_table": "casework_stopcount",
            },
        ),
        migrations.CreateModel(
            name="Screened",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("move", models.CharField(max_length=60)),
                ("state", models.CharField(max_length=20)),
                ("answers", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="screened",
                        to="casework.case",
                    ),
                ),
                (
                    "screening",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="casework.screening",
                    ),
                ),
            ],
            options={
                "db_table": "casework_screened",
            },
        ),
    ]
