"""How an app comes to a token, and what it may do with it."""

import re

import pytest
import requests
from entities import Checked
from mastodon import Mastodon, MastodonAPIError, MastodonIllegalArgumentError, MastodonUnauthorizedError

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def registered(origin, scopes):
    return Mastodon.create_app("Test client", api_base_url=origin, scopes=scopes, redirect_uris=OUT_OF_BAND)


def hidden(page):
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)) | dict(
        (name, value) for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="([^"]+)"[^>]*type="hidden"', page)
    )


def test_a_person_lets_an_app_act_and_takes_it_back(ground):
    place = ground["nodes"]["northside"]
    client_id, client_secret = registered(place["origin"], ["read", "write:statuses"])
    app = Mastodon(client_id, client_secret, api_base_url=place["origin"], version_check_mode="none")
    address = app.auth_request_url(scopes=["read", "write:statuses"], redirect_uris=OUT_OF_BAND)

    browser = requests.Session()
    page = browser.get(address)
    if 'name="password"' in page.text:
        form = hidden(page.text) | {"handle": "nia", "password": ground["password"]}
        page = browser.post(f"{place['origin']}/sign-in", data=form)
    assert "Test client" in page.text
    consent = hidden(page.text)
    page = browser.post(f"{place['origin']}/oauth/authorize", data=consent | {"answer": "allow"})
    assert page.status_code == 200, page.text
    code = re.search(r"<(?:code|output|input)[^>]*(?:value=\"|>)([A-Za-z0-9_-]{30,})", page.text).group(1)

    token = app.log_in(code=code, scopes=["read", "write:statuses"], redirect_uri=OUT_OF_BAND)
    mine = Checked(place["origin"], token)
    assert mine.account_verify_credentials().username == "nia"
    mine.app_verify_credentials()
    with pytest.raises(MastodonAPIError):
        mine.lists_create = mine.list_create("Out of scope")
    revoke = requests.post(
        f"{place['origin']}/oauth/revoke",
        json={"client_id": client_id, "client_secret": client_secret, "token": token},
    )
    assert (revoke.status_code, revoke.json()) == (200, {})
    with pytest.raises(MastodonUnauthorizedError):
        mine.account_verify_credentials()


def test_an_app_speaks_for_itself(ground):
    place = ground["nodes"]["northside"]
    client_id, client_secret = registered(place["origin"], ["read"])
    given = requests.post(
        f"{place['origin']}/oauth/token",
        data={"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret},
    ).json()
    assert given["token_type"] == "Bearer"
    Checked(place["origin"], given["access_token"]).app_verify_credentials()
    wrong = requests.post(
        f"{place['origin']}/oauth/token",
        data={"grant_type": "client_credentials", "client_id": client_id, "client_secret": "guess"},
    )
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_the_server_says_how_it_lets_apps_in(lee):
    described = lee.oauth_authorization_server_info()
    assert "S256" in described.code_challenge_methods_supported


def test_a_password_is_no_way_in(ground):
    place = ground["nodes"]["northside"]
    client_id, client_secret = registered(place["origin"], ["read"])
    app = Mastodon(client_id, client_secret, api_base_url=place["origin"], version_check_mode="none")
    with pytest.raises((MastodonAPIError, MastodonIllegalArgumentError)):
        app.log_in("nia", ground["password"], scopes=["read"])
