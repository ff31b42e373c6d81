"""The words that invented initiatives are made of, read once from the demonstration data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from showcase.demo.reader import read

__all__ = ["Craft", "Gain", "Method", "Names", "Theme", "Vocabulary", "capital", "pick", "read_vocabulary"]

T = TypeVar("T")


def pick(rng: Random, values: Sequence[T]) -> T:
    """One of `values`; several times faster than `Random.choice`, which matters a million times over."""
    return values[int(rng.random() * len(values))]


def capital(text: str) -> str:
    """`text` with its first letter upper-case and the rest untouched."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Gain:
    """A measure that changes: by `low`–`high` per cent, or percentage points where `points`, of `before`."""

    text: str
    measure: str
    unit: str
    low: int
    high: int
    before: tuple[int, int]
    rises: bool
    points: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A way of doing it: `name` is a noun phrase, `text` a verb phrase."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Aims, troubles, methods and gains that fit each other."""

    aims: tuple[str, ...]
    troubles: tuple[str, ...]
    methods: tuple[Method, ...]
    gains: tuple[Gain, ...]


@dataclass(frozen=True, slots=True)
class Craft:
    """What is said in one leaf field. `money` is in đồng a year, `money_share` in per cent of initiatives."""

    field: str
    top: str
    objects: tuple[str, ...]
    parts: tuple[str, ...]
    workplaces: tuple[str, ...]
    jobs: tuple[str, ...]
    tags: tuple[str, ...]
    suits: tuple[str, ...]
    limits: tuple[str, ...]
    themes: tuple[Theme, ...]
    unit_names: tuple[str, ...]
    cost: tuple[int, int]
    money: tuple[int, int]
    money_share: int

    @property
    def code_prefix(self) -> str:
        """Initials of the top field: `nang-luong` → `NL`."""
        return "".join(word[0] for word in self.top.split("-")).upper()


@dataclass(frozen=True, slots=True)
class Names:
    """Parts of names of people and places."""

    surnames: tuple[str, ...]
    male: tuple[tuple[str, ...], tuple[str, ...]]
    female: tuple[tuple[str, ...], tuple[str, ...]]
    first_syllables: tuple[str, ...]
    second_syllables: tuple[str, ...]

    def person(self, rng: Random) -> str:
        """An invented full name."""
        middle, given = self.female if rng.random() < 0.5 else self.male
        return f"{pick(rng, self.surnames)} {pick(rng, middle)} {pick(rng, given)}"

    def place(self, rng: Random) -> str:
        """An invented place name of two syllables."""
        return f"{pick(rng, self.first_syllables)} {pick(rng, self.second_syllables)}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Crafts by leaf field, names, and sentence patterns as in the data file."""

    crafts: Mapping[str, Craft]
    names: Names
    sentences: Mapping[str, Any]

    @property
    def tags(self) -> list[str]:
        """Every tag once, in a fixed order."""
        return list(dict.fromkeys(tag for craft in self.crafts.values() for tag in craft.tags))


def read_vocabulary() -> Vocabulary:
    """Read `generator.yaml`. Raises DemoDataError when the file cannot be used."""
    data = read("generator")
    crafts = {
        child: _craft(child, top, values, data["workplace_names"][child])
        for top, values in data["fields"].items()
        for child in values["objects"]
    }
    names = Names(
        surnames=tuple(data["surnames"]),
        male=(tuple(data["middle_names"]["male"]), tuple(data["given_names"]["male"])),
        female=(tuple(data["middle_names"]["female"]), tuple(data["given_names"]["female"])),
        first_syllables=tuple(data["place_syllables"]["first"]),
        second_syllables=tuple(data["place_syllables"]["second"]),
    )
    return Vocabulary(crafts=crafts, names=names, sentences=data["sentences"])


def _craft(child: str, top: str, values: Mapping[str, Any], unit_names: Sequence[str]) -> Craft:
    low_cost, high_cost = values["cost"]
    low_money, high_money = values["money"]
    return Craft(
        field=child,
        top=top,
        objects=tuple(values["objects"][child]),
        parts=tuple(values["parts"][child]),
        workplaces=tuple(values["workplaces"][child]),
        jobs=tuple(values["jobs"][child]),
        tags=tuple(values["tags"]),
        suits=tuple(values["suits"]),
        limits=tuple(values["limits"]),
        themes=tuple(
            _theme(theme) for theme in values["themes"] if not theme.get("in") or child in theme["in"]
        ),
        unit_names=tuple(unit_names),
        cost=(low_cost, high_cost),
        money=(low_money, high_money),
        money_share=values["money_share"],
    )


def _theme(values: Mapping[str, Any]) -> Theme:
    return Theme(
        aims=tuple(values["aims"]),
        troubles=tuple(values["troubles"]),
        methods=tuple(Method(method["name"], method["text"]) for method in values["methods"]),
        gains=tuple(
            Gain(
                text=gain["text"],
                measure=gain["measure"],
                unit=gain["measure_unit"],
                low=gain["low"],
                high=gain["high"],
                before=(gain["before"][0], gain["before"][1]),
                rises=gain["direction"] == "up",
                points=gain["unit"] != "%",
            )
            for gain in values["gains"]
        ),
    )
