"""The command `toot`: somebody at a terminal reads, posts, answers and uploads."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

COMMUNITY = "sepsis"


@pytest.fixture(scope="module")
def ground():
    return json.loads(Path(os.environ["MOOTHALL_CLIENTS"]).read_text())


@pytest.fixture(scope="module")
def toot(ground, tmp_path_factory):
    home = tmp_path_factory.mktemp("toot")
    environment = os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "TOOT_ACTIVE_USER": ""}
    environment.pop("TOOT_ACTIVE_USER")

    def run(*arguments, typed=None, fails=False):
        command = [str(Path(sys.executable).with_name("toot")), *arguments]
        done = subprocess.run(
            command, input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout

    sign_in(run, ground)
    return run


def sign_in(run, ground):
    """As a person does it: the command shows an address, the browser a code."""
    origin = ground["nodes"]["northside"]["origin"]
    shown = run("login", "--instance", origin, "--no-browser" if has_no_browser(run) else "--disable-https", typed="y\nx\n", fails=True)
    address = re.search(r"(https?://\S*/oauth/authorize\S*)", shown).group(1)
    code = code_of(ground, address)
    run("login", "--instance", origin, typed=f"n\n{code}\n")


def has_no_browser(run):
    return "--no-browser" in run("login", "--help")


def code_of(ground, address):
    browser = requests.Session()
    page = browser.get(address).text
    origin = ground["nodes"]["northside"]["origin"]
    if 'name="password"' in page:
        page = browser.post(
            f"{origin}/sign-in", data=hidden(page) | {"handle": "nia", "password": ground["password"]}
        ).text
    page = browser.post(f"{origin}/oauth/authorize", data=hidden(page) | {"answer": "allow"}).text
    return re.search(r"<(?:code|output|input)[^>]*(?:value=\"|>)([A-Za-z0-9_-]{30,})", page).group(1)


def hidden(page):
    fields = [dict(re.findall(r'([a-z]+)="([^"]*)"', field)) for field in re.findall(r"<input[^>]*>", page)]
    return {field["name"]: field.get("value", "") for field in fields if field.get("type") == "hidden"}


def test_it_knows_who_is_signed_in(toot):
    assert "nia" in toot("whoami")
    assert "northside" in toot("instance")


def test_a_discussion_is_posted_read_and_answered(toot, ground):
    domain = ground["nodes"]["northside"]["domain"]
    posted = json.loads(toot("post", "--json", f"@{COMMUNITY}@{domain} Typed in a terminal\n\nWorks it?"))
    assert "Typed in a terminal" in toot("status", posted["id"])
    toot("post", "--reply-to", posted["id"], "It works.")
    thread = toot("thread", posted["id"])
    assert "Works it?" in thread and "It works." in thread
    assert "favourited" in toot("favourite", posted["id"]).lower()
    toot("unfavourite", posted["id"])
    toot("bookmark", posted["id"])
    assert "Typed in a terminal" in toot("bookmarks", "--no-color") or toot("bookmarks")
    toot("unbookmark", posted["id"])
    toot("delete", posted["id"])
    toot("status", posted["id"], fails=True)


def test_timelines_lists_and_notifications_are_shown(toot):
    for command in (
        ["timelines", "home"],
        ["timelines", "public"],
        ["notifications"],
        ["lists", "list"],
        ["following"],
        ["followers"],
        ["muted"],
        ["blocked"],
        ["tags", "followed"],
    ):
        toot(*command)


def test_a_file_is_uploaded(toot, tmp_path):
    picture = tmp_path / "chart.png"
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a73"
            "0000001249444154789c63f8cfc0f01f8419180000330a04fd6bd2ea9b0000000049454e44ae426082"
        )
    )
    assert "http" in toot("upload", str(picture))
