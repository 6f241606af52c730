"""What one person does in an app on one organization's node is seen in an app on another's."""

import pytest
from browser import thread_page
from conftest import COMMUNITY, eventually
from mastodon import MastodonAPIError, MastodonNotFoundError


def thread_on(client, title):
    """The thread with this title in the home of a client."""
    for status in client.timeline_home(limit=40):
        if status.reblog is not None and title in status.reblog.content:
            return status.reblog


def test_a_mention_of_a_community_becomes_a_discussion_there(dana, lee, sepsis, host, ground):
    posted = dana.status_post(f"@{COMMUNITY}@{host} When do you call the outreach team?\n\nOurs comes late.")
    assert "<strong>When do you call the outreach team?</strong>" in posted.content
    assert posted.spoiler_text == ""

    seen = eventually(lambda: thread_on(lee, "outreach team"))
    assert seen.account.acct == f"dana@{dana_domain(dana)}"
    assert "Ours comes late." in seen.content
    page = thread_page(ground["nodes"]["northside"]["origin"], COMMUNITY, "When do you call the outreach team?")
    assert "Ours comes late." in page and "dana" in page
    published = eventually(lambda: thread_on(dana, "outreach team"))
    assert published.id == posted.id
    assert published.account.group is False
    boost = next(status for status in dana.timeline_home() if status.reblog and status.reblog.id == posted.id)
    assert boost.account.group is True
    assert boost.account.acct == f"{COMMUNITY}@{host}"

    answer = lee.status_reply(seen, "Within ten minutes.", untag=True)
    context = eventually(lambda: answered(dana, posted))
    assert [status.account.username for status in context.descendants] == ["lee"]
    assert "Within ten minutes." in context.descendants[0].content
    assert dana.status(posted.id).replies_count == 1
    assert not lee.status_context(answer.id).descendants
    assert [status.id for status in lee.status_context(answer.id).ancestors] == [seen.id]


def answered(client, status):
    context = client.status_context(status.id)
    return context if context.descendants else None


def dana_domain(dana):
    return dana.instance_v2().domain


def test_thanks_are_counted_on_both_sides(dana, lee, sepsis, host):
    posted = lee.status_post(f"@{COMMUNITY}@{host} A question of thanks\n\nIs it counted?")
    seen = eventually(lambda: thread_on(dana, "question of thanks"))
    assert dana.status_favourite(seen.id).favourited
    eventually(lambda: lee.status(posted.id).favourites_count == 1)
    assert [account.username for account in lee.status_favourited_by(posted.id)] == ["dana"]
    assert [status.id for status in dana.favourites()] == [seen.id]
    assert not dana.status_unfavourite(seen.id).favourited
    eventually(lambda: lee.status(posted.id).favourites_count == 0)


def test_an_edit_and_its_history_travel(dana, lee, sepsis, host, ground):
    posted = dana.status_post(f"@{COMMUNITY}@{host} Fluids first\n\nTwenty per kilogram.")
    seen = eventually(lambda: thread_on(lee, "Fluids first"))
    source = dana.status_source(posted.id)
    dana.status_update(posted.id, source.text.replace("Twenty", "Thirty"))
    eventually(lambda: "Thirty" in lee.status(seen.id).content)
    assert "Thirty per kilogram." in thread_page(ground["nodes"]["northside"]["origin"], COMMUNITY, "Fluids first")
    versions = dana.status_history(posted.id)
    assert len(versions) == 2 and "Twenty" in versions[0].content
    assert dana.status(posted.id).edited_at is not None


def test_what_is_deleted_is_gone_everywhere(dana, lee, sepsis, host, ground):
    posted = dana.status_post(f"@{COMMUNITY}@{host} Posted by mistake\n\nPlease forget it.")
    seen = eventually(lambda: thread_on(lee, "Posted by mistake"))
    deleted = dana.status_delete(posted.id)
    assert "Please forget it." in deleted.text
    eventually(lambda: thread_on(lee, "Posted by mistake") is None)
    assert thread_page(ground["nodes"]["northside"]["origin"], COMMUNITY, "Posted by mistake") == ""
    with pytest.raises(MastodonNotFoundError):
        dana.status(posted.id)
    with pytest.raises(MastodonNotFoundError):
        lee.status(seen.id)


def test_a_boost_reaches_the_author_and_is_taken_back(dana, lee, sepsis, host):
    posted = lee.status_post(f"@{COMMUNITY}@{host} Worth passing on\n\nTo everybody.")
    seen = eventually(lambda: thread_on(dana, "Worth passing on"))
    shared = dana.status_reblog(seen.id)
    assert shared.reblog.id == seen.id and shared.reblog.reblogged
    eventually(lambda: lee.status(posted.id).reblogs_count == 1)
    assert [account.username for account in lee.status_reblogged_by(posted.id)] == ["dana"]
    dana.status_unreblog(seen.id)
    eventually(lambda: lee.status(posted.id).reblogs_count == 0)


def test_the_community_is_a_list_with_a_tab_of_its_own(dana, sepsis):
    tab = next(entry for entry in dana.lists() if entry.id == sepsis.id)
    assert tab.title == "Sepsis care"
    assert dana.list(tab.id).title == tab.title
    statuses = dana.timeline_list(tab.id, limit=5)
    assert statuses and all(status.reblog is not None for status in statuses)
    older = dana.fetch_next(statuses)
    assert not older or int(older[0].id) < int(statuses[-1].id)
    with pytest.raises(MastodonAPIError):
        dana.list_delete(tab.id)


def test_the_community_is_an_account(dana, sepsis, host):
    account = dana.account(sepsis.id)
    assert account.group and account.acct == f"{COMMUNITY}@{host}" and not account.locked
    assert account.fields, "where it is hosted, and how to join"
    assert dana.account_lookup(f"{COMMUNITY}@{host}").id == sepsis.id
    assert all(status.reblog for status in dana.account_statuses(sepsis.id))
    assert dana.account_following(dana.me().id)[0].id == sepsis.id
