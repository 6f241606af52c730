"""Mastodon.py whose every answer is held against the library's own description of what the call returns."""

import ast
import functools
import inspect
import math
import re
import typing

from datetime import datetime
from typing import Optional

from mastodon import Mastodon, return_types
from mastodon.types_base import AttribAccessDict, NonPaginatableList

# The version of Mastodon whose entities the server promises (the beginning of its `version`).
PROMISED = (4, 5)


class NamedFilter(AttribAccessDict):
    """The filter of a result: without what it consists of (https://docs.joinmastodon.org/entities/FilterResult/)."""

    id: str
    title: str
    context: NonPaginatableList[str]
    expires_at: Optional[datetime]
    filter_action: str


# Where the library's annotations name another entity or field than Mastodon's documentation and the calls themselves.
RETURNED = {"filter_v2": return_types.FilterV2}
HELD = {("FilterResult", "filter"): NamedFilter}
SPELLED = {("Report", "rules_ids"): "rule_ids"}


class Checked:
    """A client; calls of Mastodon.py go through it, and are counted by their names."""

    called = set()

    def __init__(self, origin, token=None):
        self.client = Mastodon(api_base_url=origin, access_token=token, ratelimit_method="throw")

    def __getattr__(self, name):
        attribute = getattr(self.client, name)
        if not callable(attribute):
            return attribute

        def call(*arguments, **options):
            answer = attribute(*arguments, **options)
            Checked.called.add(name)
            if name in RETURNED:
                answer = again(RETURNED[name], answer)
            promised = RETURNED.get(name) or typing.get_type_hints(attribute).get("return", typing.Any)
            assert describes(promised, answer), f"{name} promises {promised}, not {answer!r}"
            check(answer, name)
            return answer

        return call


def check(value, path):
    """Every field that the entity always has is there, and of its type; so in the entities within it."""
    if isinstance(value, (list, tuple)):
        for place, entry in enumerate(value):
            check(entry, f"{path}[{place}]")
    elif isinstance(value, AttribAccessDict):
        entity = type(value).__name__
        added = versions().get(entity, {})
        for name, hint in typing.get_type_hints(type(value)).items():
            given = dict.get(value, SPELLED.get((entity, name), name))
            if (entity, name) in HELD:
                hint = HELD[entity, name]
                given = again(hint, given)
            if given is None:
                always = not optional(hint) and added.get(name, PROMISED) <= PROMISED
                assert not always, f"{path}: {entity} lacks {name}"
            else:
                assert describes(hint, given), f"{path}: {name} is {given!r}, not {hint}"
                check(given, f"{path}.{name}")


def again(entity, value):
    """What was read as one entity, read as another."""
    return entity(**{field: given for field, given in value.items() if given is not None})


def optional(hint):
    return type(None) in typing.get_args(hint)


def describes(hint, value):
    """Whether the value is what the annotation says."""
    if hint is typing.Any or isinstance(hint, typing.TypeVar):
        return True
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        return any(describes(one, value) for one in inner)
    if origin is not None and issubclass(origin, list):
        return isinstance(value, list) and all(describes(inner[0], entry) for entry in value)
    return isinstance(value, origin or hint)


@functools.cache
def versions():
    """By entity and field, the first version of Mastodon that has the field, as the library documents it."""
    found = {}
    for entity in ast.parse(inspect.getsource(return_types)).body:
        if isinstance(entity, ast.ClassDef):
            documented = zip(entity.body, entity.body[1:])
            found[entity.name] = {
                field.target.id: since(text.value.value)
                for field, text in documented
                if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
            }
    return found


def since(documentation):
    """What is in no release yet has no version."""
    added = re.search(r"\* (\d+)\.(\d+)\.\d+: added", documentation)
    return (int(added[1]), int(added[2])) if added else (math.inf, 0)
