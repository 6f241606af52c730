"""Two organizations, and people of both with Mastodon.py: Northside hosts `sepsis`, Dana follows it from River."""

import json
import os
import time
from pathlib import Path

import pytest
from entities import Checked

COMMUNITY = "sepsis"


@pytest.fixture(scope="session")
def ground():
    return json.loads(Path(os.environ["MOOTHALL_CLIENTS"]).read_text())


def _client(ground, node, person):
    place = ground["nodes"][node]
    return Checked(place["origin"], place["people"][person]["token"])


@pytest.fixture(scope="session")
def lee(ground):
    return _client(ground, "northside", "lee")


@pytest.fixture(scope="session")
def nia(ground):
    return _client(ground, "northside", "nia")


@pytest.fixture(scope="session")
def bo(ground):
    return _client(ground, "river", "bo")


@pytest.fixture(scope="session")
def dana(ground):
    return _client(ground, "river", "dana")


@pytest.fixture(scope="session")
def host(ground):
    """The domain of the node that hosts the community."""
    return ground["nodes"]["northside"]["domain"]


@pytest.fixture(scope="session")
def sepsis(dana, host):
    """The community as River knows it, followed by Dana."""
    found = dana.search(f"@{COMMUNITY}@{host}", resolve=True, result_type="accounts").accounts
    community = found[0]
    dana.account_follow(community.id)
    eventually(lambda: dana.account_relationships(community.id)[0].following)
    return community


def eventually(question, within=20.0):
    """What becomes true when the other organization has heard of it; fails when it does not."""
    deadline = time.monotonic() + within
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, "the other organization did not hear of it"
        time.sleep(0.05)
