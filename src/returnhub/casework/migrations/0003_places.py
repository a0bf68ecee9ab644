"""Hubs with places, nights and over-capacity; flights with seats.

The database refuses nights outside an over-capacity.
"""

# ruff: noqa: RUF012

import django.db.models.deletion
from django.db import migrations, models

from returnhub.casework.places.triggers import install


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
            name="OverCapacity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("more", models.PositiveIntegerField()),
                ("first_night", models.DateField()),
                ("last_night", models.DateField()),
                ("because", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("asked_by", models.CharField(max_length=150)),
                ("asked_at", models.CharField(max_length=27)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("settled_by", models.CharField(blank=True, max_length=150)),
                ("settled_at", models.CharField(blank=True, max_length=27)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="over_capacity",
                        to="casework.hub",
                    ),
                ),
            ],
            options={
                "db_table": "casework_overcapacity",
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="places", to="casework.hub"
                    ),
                ),
                (
                    "beyond",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="casework.overcapacity",
                    ),
                ),
            ],
            options={
                "db_table": "casework_place",
            },
        ),
        migrations.CreateModel(
            name="Night",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("night", models.DateField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nights",
                        to="casework.case",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nights",
                        to="casework.place",
                    ),
                ),
            ],
            options={
                "db_table": "casework_night",
                "constraints": [
                    models.UniqueConstraint(fields=("place", "night"), name="night_once"),
                    models.UniqueConstraint(fields=("case", "night"), name="night_one_bed_a_case"),
                ],
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
        migrations.AddConstraint(
            model_name="overcapacity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "countersigned"), _negated=True),
                    models.Q(
                        models.Q(("settled_by", ""), _negated=True),
                        models.Q(("settled_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="overcapacity_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="overcapacity",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_night__lte", models.F("last_night")), ("more__gt", 0)),
                name="overcapacity_some_nights",
            ),
        ),
        install(),
    ]
