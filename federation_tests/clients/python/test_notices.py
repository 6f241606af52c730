"""Notifications, search, push, streaming, and what the server says of itself."""

import threading

import pytest
from conftest import COMMUNITY, eventually
from mastodon import MastodonNotFoundError, StreamListener


def test_a_reply_is_told_and_dismissed(lee, nia, host):
    asked = lee.status_post(f"@{COMMUNITY}@{host} Who tells me?\n\nSomebody.")
    nia.account_follow(lee.account_lookup(COMMUNITY).id)
    nia.status_reply(asked, "I do.")
    told = next(entry for entry in lee.notifications(types=["mention"]) if entry.account.username == "nia")
    assert "I do." in told.status.content
    assert lee.notifications(id=told.id).id == told.id
    assert lee.notifications_unread_count().count >= 1
    grouped = lee.grouped_notifications()
    assert grouped.notification_groups
    group = next(entry for entry in grouped.notification_groups if entry.type == "mention")
    assert lee.grouped_notification(group.group_key).notification_groups
    assert lee.grouped_notification_accounts(group.group_key)
    lee.unread_grouped_notifications_count()
    lee.notifications_dismiss(told.id)
    with pytest.raises(MastodonNotFoundError):
        lee.notifications(id=told.id)
    lee.notifications_clear()
    assert not lee.notifications()


def test_the_policy_keeps_strangers_apart(lee):
    policy = lee.notifications_policy()
    assert policy.for_not_following == "accept"
    assert lee.update_notifications_policy(for_not_following="filter").for_not_following == "filter"
    lee.notification_requests()
    assert lee.notifications_merged() in (True, False)
    lee.update_notifications_policy(for_not_following="accept")


def test_everything_is_found(lee, nia, host):
    lee.status_post(f"@{COMMUNITY}@{host} Lactate thresholds\n\nWhich do you use?")
    found = nia.search("Lactate thresholds", result_type="statuses")
    assert found.statuses
    assert nia.search("lee", result_type="accounts").accounts
    assert nia.account_search("sepsis")
    nia.search_v2("lee")


def test_push_can_be_asked_for(lee):
    _, public = lee.push_subscription_generate_keys()
    made = lee.push_subscription_set("https://push.example/here", public, mention_events=True, policy="followed")
    assert made.endpoint == "https://push.example/here" and made.server_key
    assert lee.push_subscription().alerts.mention
    lee.push_subscription_update(follow_events=True, mention_events=False)
    lee.push_subscription_delete()
    with pytest.raises(MastodonNotFoundError):
        lee.push_subscription()


class Remembering(StreamListener):
    def __init__(self):
        self.seen, self.arrived = [], threading.Condition()

    def _remember(self, *event):
        with self.arrived:
            self.seen.append(event)
            self.arrived.notify_all()

    def on_update(self, status):
        self._remember("update", status)

    def on_notification(self, notification):
        self._remember("notification", notification)

    def on_delete(self, status_id):
        self._remember("delete", str(status_id))

    def on_status_update(self, status):
        self._remember("status.update", status)

    def first(self, event, test, within=15):
        with self.arrived:
            found = lambda: next((entry for entry in self.seen if entry[0] == event and test(entry[1])), None)
            assert self.arrived.wait_for(found, within), f"no {event} came: {[entry[0] for entry in self.seen]}"
            return found()[1]


def test_a_stream_tells_as_it_happens(dana, lee, sepsis, host):
    assert dana.stream_healthy()
    listener = Remembering()
    stream = dana.client.stream_user(listener, run_async=True)
    try:
        eventually(stream.is_receiving)
        posted = lee.status_post(f"@{COMMUNITY}@{host} Told at once\n\nBefore anybody asks.")
        update = listener.first("update", lambda status: status.reblog and "Told at once" in status.reblog.content)
        assert update.account.group
        dana.status_reply(update.reblog, "Heard it.", untag=True)
        lee.status_delete(posted.id)
        listener.first("delete", lambda id: id in (str(update.id), str(update.reblog.id)))
    finally:
        stream.close()


def test_the_server_describes_itself(lee):
    assert lee.instance_v1().uri and lee.instance_v2().domain
    for call in ("instance_activity", "instance_peers", "instance_rules", "instance_nodeinfo", "instance_extended_description"):
        getattr(lee, call)()
    assert lee.instance_health()
    lee.instance_languages()
    lee.instance_domain_blocks()

