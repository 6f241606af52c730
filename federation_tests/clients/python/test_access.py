"""How an app comes to a token, and what it may do with it."""

import pytest
import requests
from browser import agree
from entities import Checked
from mastodon import Mastodon, MastodonAPIError, MastodonIllegalArgumentError, MastodonUnauthorizedError

APP = "Test client"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
SCOPES = ["read", "write:statuses", "profile"]


@pytest.fixture(scope="module")
def app(ground):
    """The app as it is registered at Northside: its id and its secret."""
    origin = ground["nodes"]["northside"]["origin"]
    return Mastodon.create_app(APP, api_base_url=origin, scopes=SCOPES, redirect_uris=OUT_OF_BAND)


def test_a_person_lets_an_app_act_and_takes_it_back(ground, app):
    origin = ground["nodes"]["northside"]["origin"]
    client = Mastodon(*app, api_base_url=origin)
    address = client.auth_request_url(scopes=SCOPES, redirect_uris=OUT_OF_BAND, allow_http=True)
    code = agree(address, "nia", ground["password"], APP)

    token = client.log_in(code=code, scopes=SCOPES, redirect_uri=OUT_OF_BAND, allow_http=True)
    mine = Checked(origin, token)
    assert mine.account_verify_credentials().username == "nia"
    assert mine.app_verify_credentials().name == APP
    # The library's own call for this insists on https.
    about = requests.get(f"{origin}/oauth/userinfo", headers={"authorization": f"Bearer {token}"}, timeout=30).json()
    assert about["preferred_username"] == "nia"
    with pytest.raises(MastodonAPIError, match="403"):
        mine.list_create("Out of scope")

    revoked = {"client_id": app[0], "client_secret": app[1], "token": token}
    answer = requests.post(f"{origin}/oauth/revoke", json=revoked, timeout=30)
    assert (answer.status_code, answer.json()) == (200, {})
    with pytest.raises(MastodonUnauthorizedError):
        mine.account_verify_credentials()


def test_an_app_speaks_for_itself(ground, app):
    origin = ground["nodes"]["northside"]["origin"]
    asked = {"grant_type": "client_credentials", "client_id": app[0], "client_secret": app[1]}
    given = requests.post(f"{origin}/oauth/token", data=asked, timeout=30).json()
    assert given["token_type"] == "Bearer"
    assert Checked(origin, given["access_token"]).app_verify_credentials().name == APP
    wrong = requests.post(f"{origin}/oauth/token", data=asked | {"client_secret": "guess"}, timeout=30)
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")


def test_the_server_says_how_it_lets_apps_in(lee):
    described = lee.oauth_authorization_server_info()
    assert "S256" in described.code_challenge_methods_supported


def test_a_password_is_no_way_in(ground, app):
    client = Mastodon(*app, api_base_url=ground["nodes"]["northside"]["origin"])
    with pytest.raises(MastodonIllegalArgumentError):
        client.log_in("nia", ground["password"], scopes=["read"])
