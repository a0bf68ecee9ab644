"""Hubs with their places, flights with their seats. That none is given twice is the shape of the tables."""

from __future__ import annotations

# ruff: noqa: D106, RUF012 (what Django calls Meta)
from django.db import models

from returnhub.casework.cases.models import Case


class Hub(models.Model):
    """A site that takes people under the scheme. Whoever gives or takes a place locks this row."""

    name = models.CharField(max_length=40, primary_key=True)
    says = models.CharField(max_length=120)

    class Meta:
        db_table = "casework_hub"

    def __str__(self) -> str:
        return self.says


class Place(models.Model):
    """One place in a hub; `case` is who it is held for. A case has one place at most."""

    id = models.BigAutoField(primary_key=True)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveIntegerField()
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="place")

    class Meta:
        db_table = "casework_place"
        constraints = [models.UniqueConstraint(fields=["hub", "number"], name="place_once")]


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
