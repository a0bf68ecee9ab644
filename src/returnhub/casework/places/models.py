"""Hubs with their places, nights and over-capacity; flights with their seats.

That none is given twice is the shape of the tables.
"""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.db import models
from django.db.models import F, Q

from returnhub.casework.cases.models import Case


class Hub(models.Model):
    """A site that takes people under the scheme. Whoever gives or takes a place locks this row."""

    name = models.CharField(max_length=40, primary_key=True)
    says = models.CharField(max_length=120)

    class Meta:
        db_table = "casework_hub"

    def __str__(self) -> str:
        return self.says


class OverCapacity(models.Model):
    """Places beyond those of a hub, from one night to another: asked for, and countersigned by somebody else.

    `outcome` is empty while it waits, then `countersigned`, `declined` or `taken back`. What was asked for is never
    changed (a trigger refuses it).
    """

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="over_capacity")
    name = models.CharField(max_length=120)
    more = models.PositiveIntegerField()
    first_night = models.DateField()
    last_night = models.DateField()
    because = models.CharField(max_length=40)
    text = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.CharField(max_length=27)
    outcome = models.CharField(max_length=20, blank=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settled_at = models.CharField(max_length=27, blank=True)

    class Meta:
        db_table = "casework_overcapacity"
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="countersigned") | (~Q(settled_by="") & ~Q(settled_by=F("asked_by"))),
                name="overcapacity_two_people",
            ),
            models.CheckConstraint(
                condition=Q(first_night__lte=F("last_night"), more__gt=0), name="overcapacity_some_nights"
            ),
        ]


class Place(models.Model):
    """One bed in a hub. `beyond`: it is there only on the nights of an over-capacity (a trigger refuses others)."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveIntegerField()
    beyond = models.ForeignKey(OverCapacity, null=True, on_delete=models.PROTECT, related_name="places")

    class Meta:
        db_table = "casework_place"
        constraints = [models.UniqueConstraint(fields=["hub", "number"], name="place_once")]

    def __str__(self) -> str:
        return f"{self.hub_id}/{self.number}"


class Night(models.Model):
    """A bed on a night, held for a case: one case a bed, one bed a case."""

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="nights", db_index=False)
    night = models.DateField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="nights", db_index=False)

    class Meta:
        db_table = "casework_night"
        constraints = [
            models.UniqueConstraint(fields=["place", "night"], name="night_once"),
            models.UniqueConstraint(fields=["case", "night"], name="night_one_bed_a_case"),
        ]


class Flight(models.Model):
    """A flight to a hub on a day. Whoever gives or takes a seat locks this row."""

    name = models.CharField(max_length=40, primary_key=True)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="flights")
    departs_on = models.DateField()
    cancelled = models.BooleanField(default=False)

    class Meta:
        db_table = "casework_flight"
        indexes = [models.Index(fields=["departs_on"], name="flight_day")]


class Seat(models.Model):
    """One seat of a flight; those with a case are its manifest."""

    id = models.BigAutoField(primary_key=True)
    flight = models.ForeignKey(Flight, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField()
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="seats")

    class Meta:
        db_table = "casework_seat"
        constraints = [
            models.UniqueConstraint(fields=["flight", "number"], name="seat_once"),
            models.UniqueConstraint(fields=["flight", "case"], name="seat_one_a_case"),
        ]
