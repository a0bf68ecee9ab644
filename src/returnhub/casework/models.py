"""Every table, gathered for Django. Each is defined beside the idea it serves."""

from returnhub.casework.access.models import ReadLog, Representation, RestrictedAccess
from returnhub.casework.access.officers import Officer, Team
from returnhub.casework.access.tokens import Token
from returnhub.casework.api.models import Outgoing, Subscriber
from returnhub.casework.cases.facts import CaseFacts
from returnhub.casework.cases.models import Case, Hold, Link, SearchKey
from returnhub.casework.cases.scheme_facts import SchemeFact, ServiceLock
from returnhub.casework.ledger.models import Checkpoint, Entry
from returnhub.casework.moves.models import MoveRequest, SchemeText
from returnhub.casework.places.models import Flight, Hub, Night, OverCapacity, Place, Seat
from returnhub.casework.screening.models import Screened, Screening, StopCount

__all__ = [
    "Case",
    "CaseFacts",
    "Checkpoint",
    "Entry",
    "Flight",
    "Hold",
    "Hub",
    "Link",
    "MoveRequest",
    "Night",
    "Officer",
    "Outgoing",
    "OverCapacity",
    "Place",
    "ReadLog",
    "Representation",
    "RestrictedAccess",
    "SchemeFact",
    "SchemeText",
    "Screened",
    "Screening",
    "SearchKey",
    "Seat",
    "ServiceLock",
    "StopCount",
    "Subscriber",
    "Team",
    "Token",
]
