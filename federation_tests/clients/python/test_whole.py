"""Runs last, by its name: the suite is worth what it covers."""

from entities import Checked


def test_enough_of_the_library_was_called(capsys):
    with capsys.disabled():
        print(f" {len(Checked.called)} calls of Mastodon.py")
    assert len(Checked.called) >= 80, sorted(Checked.called)
