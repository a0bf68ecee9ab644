"""Hubs with places, flights with seats."""

# ruff: noqa: RUF012

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hub",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("says", models.CharField(max_length=120)),
            ],
            options={
                "db_table": "casework_hub",
            },
        ),
        migrations.CreateModel(
            name="Flight",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("departs_on", models.DateField()),
                ("cancelled", models.BooleanField(default=False)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="flights", to="casework.hub"
                    ),
                ),
            ],
            options={
                "db_table": "casework_flight",
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place",
                        to="casework.case",
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="casework.hub"
                    ),
                ),
            ],
            options={
                "db_table": "casework_place",
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="casework.case",
                    ),
                ),
                (
                    "flight",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="casework.flight",
                    ),
                ),
            ],
            options={
                "db_table": "casework_seat",
            },
        ),
        migrations.AddIndex(
            model_name="flight",
            index=models.Index(fields=["departs_on"], name="flight_day"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(fields=("hub", "number"), name="place_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("flight", "number"), name="seat_once"),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(fields=("flight", "case"), name="seat_one_a_case"),
        ),
    ]
