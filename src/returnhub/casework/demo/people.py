"""Names of people who do not exist. Every surname means "example" or "sample" in some language."""

from __future__ import annotations

from random import Random

_GIVEN = (
    ("Adanna", ""), ("Bilal", "بلال"), ("Chidi", ""), ("Dilnoza", "Дилноза"), ("Esther", ""),
    ("Farid", "فريد"),
    ("Giorgi", ""), ("Hoa", ""), ("Ismail", "إسماعيل"), ("Jana", ""), ("Karim", "كريم"), ("Leila", "ليلى"),
    ("Mirjeta", ""), ("Nikolai", "Николай"), ("Omar", "عمر"), ("Precious", ""), ("Qasim", "قاسم"),
    ("Rohan", ""), ("Selam", ""), ("Tuan", ""), ("Usman", "عثمان"), ("Valbona", ""), ("Wasim", "وسيم"),
    ("Yusuf", "يوسف"), ("Zahra", "زهراء"), ("Mohammed", "محمد"), ("Muhammad", "محمد"), ("Dmitri", "Дмитрий"),
)  # fmt: skip
_FAMILY = (
    ("Example", ""), ("Mithal", "مثال"), ("Namuna", "نمونه"), ("Primerov", "Примеров"), ("Shembulli", ""),
    ("Ornekoglu", ""), ("Vidu", ""), ("Apeere", ""), ("Misali", ""), ("Udaharan", ""),
)  # fmt: skip


def synthetic_names(random: Random) -> tuple[str, ...]:
    """A name, in some cases with its other script, in some a single word."""
    (given, other_given), (family, other_family) = random.choice(_GIVEN), random.choice(_FAMILY)
    if random.random() < 0.06:
        return (given,)
    names = [f"{given} {family}"]
    if other_given and other_family:
        names.append(f"{other_given} {other_family}")
    return tuple(names)
