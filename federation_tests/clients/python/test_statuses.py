"""Posting, media, and what belongs to a status, on one node."""

import datetime
import io

import pytest
from conftest import COMMUNITY
from mastodon import MastodonAPIError, MastodonNotFoundError
from picture import PNG


@pytest.fixture(scope="module")
def discussion(lee, host):
    return lee.status_post(f"@{COMMUNITY}@{host} How do you hand over?\n\nOn #paper or on screen?", language="en")


def test_a_status_has_its_tags_mentions_and_language(lee, discussion):
    status = lee.status(discussion.id)
    assert [tag.name for tag in status.tags] == ["paper"]
    assert status.language == "en"
    assert status.visibility == "public"
    assert [entry.id for entry in lee.statuses([discussion.id])] == [discussion.id]


def test_marks_and_pins_are_kept(lee, discussion):
    assert lee.status_bookmark(discussion.id).bookmarked
    assert [status.id for status in lee.bookmarks()] == [discussion.id]
    assert not lee.status_unbookmark(discussion.id).bookmarked
    assert lee.status_pin(discussion.id).pinned
    assert [status.id for status in lee.account_statuses(lee.me().id, pinned=True)] == [discussion.id]
    assert not lee.status_unpin(discussion.id).pinned
    assert lee.status_mute(discussion.id).muted
    assert not lee.status_unmute(discussion.id).muted


def test_a_picture_goes_along_with_its_description(lee, host):
    media = lee.media_post(io.BytesIO(PNG), mime_type="image/png", description="A chart", focus=(0.5, -0.25))
    assert media.type == "image" and media.description == "A chart"
    lee.media_update(media.id, description="A chart of fever")
    assert lee.media(media.id).description == "A chart of fever"
    status = lee.status_post(f"@{COMMUNITY}@{host} With a chart\n\nSee below.", media_ids=[media.id])
    assert status.media_attachments[0].description == "A chart of fever"
    assert status.media_attachments[0].meta.focus.x == 0.5


def test_the_same_post_twice_is_one(lee, host):
    posts = [lee.status_post(f"@{COMMUNITY}@{host} Sent twice\n\nOnce.", idempotency_key="the-same") for _ in range(2)]
    assert posts[0].id == posts[1].id


def test_a_post_waits_for_its_time(lee, host):
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=2)
    waiting = lee.status_post(f"@{COMMUNITY}@{host} On Monday\n\nWe meet.", scheduled_at=later)
    assert [entry.id for entry in lee.scheduled_statuses()] == [waiting.id]
    even_later = later + datetime.timedelta(hours=1)
    lee.scheduled_status_update(waiting.id, even_later)
    assert lee.scheduled_status(waiting.id).scheduled_at > later
    lee.scheduled_status_delete(waiting.id)
    assert not lee.scheduled_statuses()


def test_what_cannot_be_is_refused_with_a_reason(lee, nia, discussion):
    with pytest.raises(MastodonAPIError):
        lee.status_post("", visibility="public")
    with pytest.raises(MastodonAPIError):
        lee.status_post("For one alone", visibility="direct")
    with pytest.raises(MastodonAPIError):
        nia.status_delete(discussion.id)
    with pytest.raises(MastodonNotFoundError):
        lee.status(1)
    with pytest.raises(MastodonNotFoundError):
        lee.poll(1)


def test_a_report_reaches_the_moderators(nia, lee, discussion):
    report = nia.report(lee.me().id, status_ids=[discussion.id], comment="Please look at this.", category="other")
    assert report.comment == "Please look at this."


def test_timelines_page_in_both_directions(lee, host):
    for number in range(6):
        lee.status_post(f"@{COMMUNITY}@{host} Page {number}\n\nOf many.")
    newest = lee.timeline_home(limit=2)
    older = lee.fetch_next(newest)
    assert int(older[0].id) < int(newest[-1].id)
    newer = lee.fetch_previous(older)
    assert [status.id for status in newer] == [status.id for status in newest]
    assert lee.timeline_local(limit=3) and lee.timeline_public(limit=3)
    assert lee.timeline_hashtag("paper")
    assert len(lee.timeline_home(limit=3, since_id=older[-1].id)) == 3
