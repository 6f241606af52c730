"""The command `toot`: two people at terminals, Dana at River and Lee at Northside, in one community."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from browser import agree, thread_page
from picture import PNG

COMMUNITY = "sepsis"
TOOT = str(Path(sys.executable).with_name("toot"))


@pytest.fixture(scope="module")
def ground():
    return json.loads(Path(os.environ["MOOTHALL_CLIENTS"]).read_text())


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("toot"))
    return os.environ | {"HOME": home, "XDG_CONFIG_HOME": home, "COLUMNS": "200"}


class Terminal:
    """Somebody who has signed in by `toot login`."""

    def __init__(self, ground, environment, node, person):
        self.environment = environment
        self.place = ground["nodes"][node]
        self.account = f"{person}@{self.place['domain']}"
        self.sign_in(person, ground["password"])

    def sign_in(self, person, password):
        """As a person does it: the command shows an address, the browser a code, and that is typed in."""
        command = [TOOT, "login", "--instance", self.place["origin"]]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=self.environment, text=True) as login:
            shown = iter(login.stdout.readline, "")
            address = next(line.strip() for line in shown if "/oauth/authorize" in line)
            typed, _ = login.communicate(f"n\n{agree(address, person, password, 'toot')}\n", timeout=60)
        assert login.returncode == 0 and "Successfully logged in" in typed, typed

    def command(self, *arguments):
        return subprocess.run(
            [TOOT, "--as", self.account, "--max-width", "200", *arguments],
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )

    def run(self, *arguments):
        done = self.command(*arguments)
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def refused(self, *arguments):
        done = self.command(*arguments)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def timeline(self, *which):
        return self.run("timelines", *which, "--no-pager")

    def json(self, *arguments):
        return json.loads(self.run(*arguments, "--json"))


@pytest.fixture(scope="module")
def dana(ground, environment):
    return Terminal(ground, environment, "river", "dana")


@pytest.fixture(scope="module")
def lee(ground, environment):
    return Terminal(ground, environment, "northside", "lee")


@pytest.fixture(scope="module")
def sepsis(ground, dana):
    """The community's address, which Dana follows from River."""
    address = f"{COMMUNITY}@{ground['nodes']['northside']['domain']}"
    dana.run("search", "--resolve", address)
    dana.run("follow", address)
    eventually(lambda: address in dana.run("following"))
    return address


def eventually(question, within=20.0):
    deadline = time.monotonic() + within
    while True:
        answer = question()
        if answer:
            return answer
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.05)


def id_of(terminal, words, *timeline):
    """The id of the post with these words in a timeline."""
    statuses = [entry["reblog"] or entry for entry in terminal.json("timelines", *timeline, "--limit", "40")]
    return next((status["id"] for status in statuses if words in status["content"]), None)


def test_it_knows_who_is_signed_in(dana, lee):
    assert "@dana" in dana.run("whoami") and "@lee" in lee.run("whoami")
    assert dana.account in dana.run("auth")
    assert dana.place["domain"] in dana.run("instance")


def test_a_discussion_goes_from_one_terminal_to_the_other_and_back(dana, lee, sepsis):
    posted = dana.json("post", f"@{sepsis} Typed in a terminal\n\nDoes it work?")
    seen = eventually(lambda: id_of(lee, "Typed in a terminal", "list", "Sepsis care"))
    lee.run("post", "--reply-to", seen, "It works.")
    eventually(lambda: "It works." in dana.run("thread", posted["id"]))
    thread = dana.run("thread", posted["id"])
    assert "Does it work?" in thread and f"@{lee.account}" in thread
    assert "Does it work?" in thread_page(lee.place["origin"], COMMUNITY, "Typed in a terminal")
    eventually(lambda: "mentioned you" in dana.run("notifications", "--type", "mention"))
    assert "It works." in dana.run("notifications")
    dana.run("notifications", "--clear")
    assert "It works." not in dana.run("notifications")


def test_marks_are_kept_and_taken_back(dana, lee, sepsis):
    posted = lee.json("post", f"@{sepsis} Marked from a terminal\n\nHow?")
    seen = eventually(lambda: id_of(dana, "Marked from a terminal", "home"))
    dana.run("favourite", seen)
    eventually(lambda: "@dana" in lee.run("notifications", "--type", "favourite"))
    assert "Marked from a terminal" in dana.timeline("favourites")
    dana.run("unfavourite", seen)
    dana.run("bookmark", seen)
    assert "Marked from a terminal" in dana.run("bookmarks")
    dana.run("unbookmark", seen)
    dana.run("reblog", seen)
    eventually(lambda: dana.account in lee.run("reblogged-by", posted["id"]))
    dana.run("unreblog", seen)
    lee.run("pin", posted["id"])
    lee.run("unpin", posted["id"])
    lee.run("delete", posted["id"])
    lee.refused("status", posted["id"])
    eventually(lambda: id_of(dana, "Marked from a terminal", "home") is None)


def test_timelines_are_shown(dana, sepsis):
    dana.run("post", f"@{sepsis} With a tag\n\nOn #handover.")
    assert "With a tag" in dana.timeline("public")
    assert "With a tag" in dana.timeline("public", "--local")
    assert "With a tag" in dana.timeline("tag", "handover")
    assert "With a tag" in dana.timeline("account", dana.account)
    assert f"@{sepsis}" in eventually(lambda: dana.timeline("list", "Sepsis care"))


def test_lists_are_made_and_filled(dana, sepsis):
    assert "Sepsis care" in dana.run("lists", "list")
    dana.run("lists", "create", "Wards")
    dana.run("lists", "add", "Wards", sepsis)
    assert sepsis in dana.run("lists", "accounts", "Wards")
    dana.timeline("list", "Wards")
    dana.run("lists", "remove", "Wards", sepsis)
    dana.run("lists", "delete", "Wards")
    assert "Wards" not in dana.run("lists", "list")


def test_people_and_tags_are_kept_and_kept_away(dana, lee, sepsis):
    dana.run("search", "--resolve", lee.account)
    assert lee.account in dana.run("whois", lee.account)
    dana.run("mute", lee.account)
    assert lee.account in dana.run("muted")
    dana.run("unmute", lee.account)
    dana.run("block", lee.account)
    assert lee.account in dana.run("blocked")
    dana.run("unblock", lee.account)
    dana.run("tags", "follow", "icu")
    assert "icu" in dana.run("tags", "followed")
    dana.run("tags", "unfollow", "icu")
    dana.run("followers")
    dana.run("follow-requests", "list")


def test_a_picture_is_uploaded_and_goes_along(dana, lee, sepsis, tmp_path):
    picture = tmp_path / "chart.png"
    picture.write_bytes(PNG)
    assert dana.place["origin"] in dana.run("upload", str(picture), "--description", "A chart")
    posted = dana.json(
        "post", f"@{sepsis} With a chart\n\nSee below.", "--media", str(picture), "--description", "A chart of fever"
    )
    assert [file["description"] for file in posted["media_attachments"]] == ["A chart of fever"]
    seen = eventually(lambda: id_of(lee, "With a chart", "list", "Sepsis care"))
    assert lee.json("status", seen)["media_attachments"][0]["description"] == "A chart of fever"
