"""Shapes of requests and answers about places, nights, over-capacity and flights."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

from returnhub.casework.api.schemas import ReasonsIn, Short


class PlacesIn(Schema):
    """How many places a hub has."""

    places: int = Field(ge=0, le=5_000)
    says: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""
    reasons: ReasonsIn


class PlaceIn(Schema):
    """Nights to hold in a hub. Without a first: from the planned transfer; without a last: the longest stay."""

    hub: Short
    first_night: date | None = None
    last_night: date | None = None


class NightsIn(Schema):
    """Other nights for who holds a place. Without a first: as it was; without a last: the longest stay."""

    first_night: date | None = None
    last_night: date | None = None
    another_bed: bool = False
    reasons: ReasonsIn


class OverCapacityIn(Schema):
    """Over-capacity to ask for: so many places more on some nights."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    more: int = Field(ge=1, le=5_000)
    first_night: date
    last_night: date
    reasons: ReasonsIn


class NightOut(Schema):
    """A night of a hub. `stayed_on`: places of people whose nights have ended; they are not free."""

    night: date
    places: int
    over_capacity: int
    held: int
    stayed_on: int
    free: int


class OverCapacityOut(Schema):
    """An exception of a hub; it waits while `countersigned_by` is empty."""

    over_capacity: int
    name: str
    more: int
    first_night: date
    last_night: date
    because: str
    text: str
    asked_by: str
    asked_at: str
    countersigned_by: str
    countersigned_at: str


class RunningOutOut(Schema):
    """Somebody in the hub whose nights end soon or have ended. A case that you cannot see is empty."""

    place: str
    case: str
    last_night: date
    days_left: int
    promised_from: date | None
    promised_to: str


class HubOut(Schema):
    """What lies ahead of a hub."""

    hub: str
    says: str
    nights: list[NightOut]
    over_capacity: list[OverCapacityOut]
    running_out: list[RunningOutOut]


class FlightIn(Schema):
    """A flight to plan."""

    name: Short
    hub: Short
    departs_on: date
    seats: int = Field(ge=0, le=5_000)
    reasons: ReasonsIn
