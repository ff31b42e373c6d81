"""Index generations on a cluster: one index each, and aliases that say what each is for.

    <prefix>-<schema hash>-<time>    a generation
    <prefix>-<schema hash>           alias of the one that serves code with this schema
    <prefix>-previous                alias of the one before it, kept for going back
    <prefix>-building                alias of the one being built

The serving alias carries the schema, so a release never reads an index that another release made differently:
during an upgrade the old release goes on with its own until the new one has promoted twice. Aliases change
in one atomic step, so a reader sees one generation or the other, never neither, and writing goes through them
alone, so nothing is ever written to an index that has gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.base import EngineError


@dataclass(frozen=True, slots=True)
class State:
    """Names of the generations: serving this schema, the one before, being built ("" for none), and all."""

    live: str = ""
    previous: str = ""
    building: str = ""
    serving: tuple[str, ...] = ()
    everything: tuple[str, ...] = ()

    @property
    def leftovers(self) -> list[str]:
        """Generations that neither serve nor are kept: being built, or left by a rebuild that died."""
        return [name for name in self.everything if name not in {*self.serving, self.previous}]


class Generations:
    """The generations of one prefix, seen by code with one schema."""

    def __init__(self, client: Elasticsearch, prefix: str, schema_hash: str) -> None:
        self._client = client
        self._prefix = prefix
        self._schema_hash = schema_hash
        self.live_alias = f"{prefix}-{schema_hash}"
        self.previous_alias = f"{prefix}-previous"
        self.building_alias = f"{prefix}-building"
        self._name = re.compile(rf"{re.escape(prefix)}-([0-9a-f]{{8}})-\d{{20}}")

    def state(self) -> State:
        """What there is now."""
        found = self._client.indices.get_alias(index=f"{self._prefix}-*", expand_wildcards="all")
        aliases = {name: set(one["aliases"]) for name, one in found.items() if self._name.fullmatch(name)}

        def behind(alias: str) -> str:
            return next((name for name in aliases if alias in aliases[name]), "")

        return State(
            live=behind(self.live_alias),
            previous=behind(self.previous_alias),
            building=behind(self.building_alias),
            serving=tuple(sorted(name for name in aliases if self._serving_alias(name) in aliases[name])),
            everything=tuple(sorted(aliases)),
        )

    def create(self, mapping: dict[str, Any], settings: dict[str, Any]) -> str:
        """Make an empty generation, marked as being built, and return its name."""
        name = f"{self._prefix}-{self._schema_hash}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        self._client.indices.create(
            index=name, mappings=mapping, settings=settings, aliases={self.building_alias: {}}
        )
        return name

    def alias_of(self, generation: str, state: State) -> str:
        """The alias through which a generation is written; raises EngineError for one that takes no writes."""
        if generation == state.live:
            return self.live_alias
        if generation != state.building:
            raise EngineError(f"no generation {generation}")
        if not self.is_readable(generation):
            raise EngineError(f"{generation} is being built by another release")
        return self.building_alias

    def is_readable(self, generation: str) -> bool:
        """Whether a generation has this schema."""
        return self._serving_alias(generation) == self.live_alias

    def promote(self, generation: str, state: State) -> None:
        """Let a generation serve, keep the one before it, remove all others, in one atomic step."""
        before = state.live or (state.serving[-1] if state.serving else "")
        actions = [_add(generation, self.live_alias), _remove(generation, self.building_alias)]
        if state.live:
            actions.append(_remove(state.live, self.live_alias))
        if before and before != state.previous:
            actions.append(_add(before, self.previous_alias))
        # Removing an index takes its aliases along.
        actions += [
            {"remove_index": {"index": name}} for name in state.everything if name not in {generation, before}
        ]
        self._client.indices.update_aliases(actions=actions)

    def swap_back(self, state: State) -> str:
        """Let the previous generation serve again, and keep the live one as previous; returns its name."""
        if not state.previous:
            raise EngineError("no previous generation to go back to")
        if not self.is_readable(state.previous):
            raise EngineError(
                "the previous generation serves the release before this one: start that release"
            )
        actions = [_add(state.previous, self.live_alias), _remove(state.previous, self.previous_alias)]
        if state.live:
            actions += [_remove(state.live, self.live_alias), _add(state.live, self.previous_alias)]
        self._client.indices.update_aliases(actions=actions)
        return state.previous

    def remove(self, name: str) -> None:
        """Delete a generation. Unknown names are ignored."""
        self._client.indices.delete(index=name, ignore_unavailable=True)

    def _serving_alias(self, generation: str) -> str:
        match = self._name.fullmatch(generation)
        return f"{self._prefix}-{match.group(1)}" if match else ""


def _add(index: str, alias: str) -> dict[str, Any]:
    return {"add": {"index": index, "alias": alias}}


def _remove(index: str, alias: str) -> dict[str, Any]:
    return {"remove": {"index": index, "alias": alias, "must_exist": False}}


__all__ = ["Generations", "State"]
