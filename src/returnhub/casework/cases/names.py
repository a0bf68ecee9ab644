"""Finding a person under any spelling of a name (W4): scripts, transliterations, one name, part of a date.

A word of a name is reduced in two steps, applied alike to what is stored and to what is asked. First to plain
Latin letters: accents off, Cyrillic, Greek, Arabic and Georgian letter by letter, syllables of Ethiopic and
Indian scripts by their names in Unicode. Then to a skeleton in which spellings of one sound agree
(ph f, kh h, ou u, vowels after the first letter dropped, doubled letters), so that Mohammed, Muhammad, محمد and
मोहम्मद meet. It finds too much rather than too little: a person looks at what is found. Chinese characters, and
others that are not named here, are found as written and not by their sound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache


def _table(letters: str, spelt: str) -> dict[str, str]:
    """Letter by letter; `-` stands for a letter that is not spelt."""
    return dict(zip(letters, spelt.replace("-", "").split(" "), strict=True))


_CYRILLIC = _table(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g",
)
_GREEK = _table("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
_ARABIC = _table(
    "اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةئؤءپچژگکیډړښڼټۍې",
    "a a i a b t th j h kh d dh r z s sh s d t z a gh f q k l m n h w y a a y w - "
    "p ch zh g k y d r sh n t i e",
)
_GEORGIAN = _table(
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h",
)
_LETTERS = {**_CYRILLIC, **_GREEK, **_ARABIC, **_GEORGIAN}
_SYLLABLE = re.compile(
    r"(?:ETHIOPIC SYLLABLE"
    r"|(?:DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|TAMIL|TELUGU|KANNADA|MALAYALAM) (?:LETTER|VOWEL SIGN)"
    r"(?: VOCALIC)?) ([A-Z]+)"
)
"""Names of characters whose last word is how they sound."""
_INDIAN_VOWEL = re.compile(r"(?<=[a-z])a$")
"""The vowel of a bare Indian consonant: spoken or not, it is not written."""
_SOUNDS = (("ph", "f"), ("kh", "h"), ("gh", "g"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("dh", "d"),
           ("th", "t"), ("q", "k"), ("ck", "k"), ("w", "v"), ("y", "i"), ("j", "z"), ("zh", "z"))  # fmt: skip

_NEITHER = re.compile("[^a-z0-9]")


def plain(word: str) -> str:
    """A word in lower-case Latin letters without accents; letters of scripts that are not known here stay."""
    text = "".join(_syllable(c) for c in unicodedata.normalize("NFC", word.casefold()))
    decomposed = unicodedata.normalize("NFKD", text)
    spelt = "".join(_LETTERS.get(c, c) for c in decomposed if not unicodedata.combining(c))
    for letter, latin in (("ß", "ss"), ("ø", "o"), ("ł", "l"), ("ı", "i"), ("đ", "d")):
        spelt = spelt.replace(letter, latin)
    return "".join(_digit(c) for c in spelt if c.isalnum())


def _syllable(c: str) -> str:
    """How a character sounds if its name in Unicode says so; else the character."""
    if c.isascii() or c in _LETTERS:
        return c
    found = _SYLLABLE.fullmatch(name := unicodedata.name(c, ""))
    if not found:
        return c
    sound = found[1].lower()
    return sound if name.startswith("ETHIOPIC") else _INDIAN_VOWEL.sub("", sound)


def _digit(c: str) -> str:
    return str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """What the spellings of one name have in common; empty for a word without letters."""
    text = plain(word)
    for spelling, sound in _SOUNDS:
        text = text.replace(spelling, sound)
    first = "a" if text[:1] in "aeiou" and text else text[:1]
    return re.sub(r"(.)\1+", r"\1", first + re.sub(r"[aeiou]", "", text[1:]))


def words(name: str) -> list[str]:
    """The words of a name."""
    return [w for w in re.split(r"[\s\-'’.,]+", name) if w]


def search_keys(
    reference: str, names: Iterable[str], born: str, references: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What a case can be found by, as (kind, value)."""
    keys = {("name", skeleton(word)) for name in names for word in words(name)}
    keys |= {("reference", plain(value)) for value in (reference, *references.values())}
    if born:
        keys.add(("born", born))
    return sorted((kind, value[:80]) for kind, value in keys if value)
