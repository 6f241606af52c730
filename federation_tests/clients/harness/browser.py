"""What somebody does in a browser: reading pages, and letting an app act for them."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


def text_of(address):
    """The page at this address as a visitor gets it."""
    answer = requests.get(address, headers={"accept": "text/html"}, timeout=30)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.text


def thread_page(origin, community, title):
    """The page of the discussion with this title, reached from the community's list as a visitor does it."""
    topics = text_of(f"{origin}/c/{community}/topics")
    link = re.search(rf'<a href="([^"]+)"[^>]*>{re.escape(title)}</a>', topics)
    return text_of(urljoin(origin, link[1])) if link else ""


def agree(address, handle, password, app):
    """Goes where the app leads, signs in, reads what the app wants, agrees; answers with the code that is shown."""
    browser = requests.Session()
    page = browser.get(address, timeout=30)
    page = submit(browser, page, "/sign-in", handle=handle, password=password)
    assert app in page.text and f"@{handle}@" in page.text, page.text
    page = submit(browser, page, "/oauth/authorize", decision="allow")
    return re.search(r"<code[^>]*>([^<]+)</code>", page.text)[1]


def submit(browser, page, action, **typed):
    """Fills in the form that posts to `action`, and sends it."""
    forms = Forms(page.text)
    assert action in forms.fields, f"no form to {action} on {page.url} ({page.status_code})"
    page = browser.post(urljoin(page.url, action), data=forms.fields[action] | typed, timeout=30)
    assert page.status_code == 200, f"{page.url}: {page.status_code}"
    return page


class Forms(HTMLParser):
    """The hidden fields of each form of a page, by the path that the form posts to."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.action = {}, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action = given.get("action")
            self.fields[self.action] = {}
        elif tag == "input" and given.get("type") == "hidden" and self.action in self.fields:
            self.fields[self.action][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self.action = None
