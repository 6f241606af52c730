"""Accounts, relationships, and what people set up for themselves."""

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError


def test_a_profile_is_read_and_changed(nia):
    changed = nia.account_update_credentials(
        display_name="Nia Novak", note="Nurse on ward 3", fields=[("Ward", "3")], discoverable=True
    )
    assert changed.display_name == "Nia Novak"
    me = nia.account_verify_credentials()
    assert me.source.note == "Nurse on ward 3" and me.fields[0].name == "Ward"
    assert nia.preferences()["posting:default:visibility"] == "public"


def test_somebody_is_followed_and_let_go(nia, lee):
    them = lee.me()
    assert nia.account_follow(them.id).following
    relation = nia.account_relationships([them.id])[0]
    assert relation.following and not relation.blocking
    assert [account.id for account in nia.account_following(nia.me().id)].count(them.id) == 1
    nia.account_followers(nia.me().id)
    nia.account_familiar_followers(them.id)
    assert not nia.account_unfollow(them.id).following


def test_somebody_is_muted_and_blocked(nia, lee):
    them = lee.me()
    assert nia.account_mute(them.id, notifications=True, duration=3600).muting
    assert [account.id for account in nia.mutes()] == [them.id]
    assert not nia.account_unmute(them.id).muting
    assert nia.account_block(them.id).blocking
    assert [account.id for account in nia.blocks()] == [them.id]
    assert not nia.account_unblock(them.id).blocking
    assert nia.account_note_set(them.id, "Met at the congress").note == "Met at the congress"
    nia.domain_block("rude.example")
    assert list(nia.domain_blocks()) == ["rude.example"]
    nia.domain_unblock("rude.example")
    assert not nia.domain_blocks()


def test_follow_requests_are_answered(nia, lee):
    lee.account_update_credentials(locked=True)
    try:
        assert nia.account_follow(lee.me().id).requested
        assert [account.username for account in lee.follow_requests()] == ["nia"]
        lee.follow_request_authorize(nia.me().id)
        assert nia.account_relationships(lee.me().id)[0].following
        assert lee.account_remove_from_followers(nia.me().id).followed_by is False
        assert nia.account_follow(lee.me().id).requested
        lee.follow_request_reject(nia.me().id)
        assert not nia.account_relationships(lee.me().id)[0].following
    finally:
        lee.account_update_credentials(locked=False)


def test_a_list_of_people(nia, lee):
    them = lee.me()
    nia.account_follow(them.id)
    made = nia.list_create("Colleagues", replies_policy="none")
    nia.list_accounts_add(made.id, [them.id])
    assert [account.id for account in nia.list_accounts(made.id)] == [them.id]
    assert [entry.id for entry in nia.account_lists(them.id)] == [made.id]
    assert nia.list_update(made.id, "Good colleagues").title == "Good colleagues"
    nia.timeline_list(made.id)
    nia.list_accounts_delete(made.id, [them.id])
    nia.list_delete(made.id)
    with pytest.raises(MastodonNotFoundError):
        nia.list(made.id)
    nia.account_unfollow(them.id)


def test_filters_hide_what_nobody_wants_to_read(nia, lee):
    made = nia.create_filter_v2("Spoilers", ["home", "public"], "warn", keywords_attributes=[{"keyword": "ending"}])
    assert nia.filters_v2()[0].id == made.id
    assert nia.filter_v2(made.id).title == "Spoilers"
    keyword = nia.add_filter_keyword_v2(made.id, "finale", whole_word=True)
    assert len(nia.filter_keywords_v2(made.id)) == 2
    nia.delete_filter_keyword_v2(keyword.id)
    status = lee.status_post("The ending is sad")
    met = [entry for entry in nia.timeline_local() if entry.id == status.id]
    assert met and met[0].filtered[0].filter.title == "Spoilers"
    marked = nia.add_filter_status_v2(made.id, status.id)
    assert nia.filter_statuses_v2(made.id)[0].id == marked.id
    nia.delete_filter_status_v2(marked.id)
    nia.delete_filter_v2(made.id)
    old = nia.filter_create("old words", ["home"], whole_word=True)
    assert [entry.id for entry in nia.filters()] == [old.id]
    nia.filter_delete(old.id)


def test_tags_are_followed_and_featured(nia):
    assert nia.tag_follow("sepsis").following
    assert [tag.name for tag in nia.followed_tags()] == ["sepsis"]
    assert not nia.tag_unfollow("sepsis").following
    assert nia.tag("sepsis").name == "sepsis"
    featured = nia.featured_tag_create("icu")
    assert [tag.name for tag in nia.featured_tags()] == ["icu"]
    nia.account_featured_tags(nia.me().id)
    nia.featured_tag_suggestions()
    nia.featured_tag_delete(featured.id)


def test_markers_remember_how_far_somebody_read(nia):
    nia.markers_set(["home", "notifications"], ["117000000000000001", "117000000000000002"])
    markers = nia.markers_get(["home", "notifications"])
    assert int(markers["home"].last_read_id) == 117000000000000001


def test_what_is_empty_is_well_formed(nia):
    assert list(nia.conversations()) == []
    assert list(nia.announcements()) == []
    assert list(nia.custom_emojis()) == []
    assert list(nia.trending_tags()) == [] and list(nia.trending_statuses()) == [] and list(nia.trending_links()) == []
    nia.suggestions_v2()
    nia.directory()
    nia.endorsements()


def test_nothing_of_others_is_touched(nia, lee):
    theirs = lee.list_create("Private")
    for act in (lambda: nia.list(theirs.id), lambda: nia.list_delete(theirs.id), lambda: nia.timeline_list(theirs.id)):
        with pytest.raises((MastodonNotFoundError, MastodonAPIError)):
            act()
    lee.list_delete(theirs.id)
