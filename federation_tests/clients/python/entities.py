"""Mastodon.py whose every answer is held against the library's own description of the entity."""

import typing
from datetime import datetime

from mastodon import Mastodon
from mastodon.types_base import AttribAccessDict, EntityList, NonPaginatableList, PaginatableList

# What the library calls by another name, or describes as always present though the documentation says since when.
_PLAIN = (bool, int, float, str, datetime)


class Checked:
    """A client; calls of Mastodon.py go through it, and are counted by their names."""

    called = set()

    def __init__(self, origin, token=None, **options):
        self.client = Mastodon(
            api_base_url=origin, access_token=token, version_check_mode="none", ratelimit_method="throw", **options
        )

    def __getattr__(self, name):
        attribute = getattr(self.client, name)
        if not callable(attribute):
            return attribute

        def call(*arguments, **options):
            answer = attribute(*arguments, **options)
            Checked.called.add(name)
            check(answer, name)
            return answer

        return call


def check(value, path):
    """Every field that the entity always has is there, and of its type."""
    if isinstance(value, (PaginatableList, NonPaginatableList, EntityList, list, tuple)):
        for place, entry in enumerate(value):
            check(entry, f"{path}[{place}]")
    elif isinstance(value, AttribAccessDict):
        check_fields(value, path)


def check_fields(entity, path):
    for name, hint in typing.get_type_hints(type(entity)).items():
        if name.startswith("_"):
            continue
        optional = type(None) in typing.get_args(hint)
        given = dict.get(entity, name)
        assert optional or given is not None, f"{path}: {type(entity).__name__} lacks {name}"
        if hint in _PLAIN and given is not None:
            assert isinstance(given, hint), f"{path}: {name} is {given!r}, not {hint.__name__}"
        check(given, f"{path}.{name}")
