"""The pages for people, as Chromium reads them: without a script, in three languages.

It follows the links that the browser sees. It only reads, and can run again.
"""

import subprocess
import tempfile
from html.parser import HTMLParser

from tally import Tally, address

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Page(HTMLParser):
    """What a page has, after a browser has read it."""

    def __init__(self, text):
        super().__init__()
        self.text, self.links, self.tags, self.language, self.heading = text, [], [], None, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag == "html":
            self.language = attributes.get("lang")
        if tag == "a":
            self.links.append(attributes.get("href", ""))

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "h1" and not self.heading:
            self.heading = data.strip()

    def first_link(self, *parts):
        """The first link in whose address all of these stand."""
        return next((link for link in self.links if all(part in link for part in parts)), None)


def read(url):
    """The page at an address, read by a browser that has never been used."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
        return Page(subprocess.run(command, capture_output=True, text=True, timeout=50, check=True).stdout)


def main():
    host, port = address()
    tally, base = Tally(), f"http://{host}:{port}"

    def step(name, path, language, wanted):
        page = read(base + path)
        faults = [f"no {text!r}" for text in wanted if text not in page.text]
        if page.language != language:
            faults.append(f"its language is {page.language}")
        faults += [f"no <{tag}>" for tag in ("header", "main", "nav", "h1", "label") if tag not in page.tags]
        if "script" in page.tags:
            faults.append("a script")
        tally.step(name, "; ".join(faults) or None)
        return page

    step("the first page", "/?lang=fi", "fi", ["Kajaani"])
    found = step("a search", "/?q=talvi&lang=en", "en", ["Narrow the search", "on the shelf"])
    facet = found.first_link("f=language")
    narrowed = step("a facet", facet or "/", "en", ["Filters"])
    count = int(narrowed.heading.split()[0]) if narrowed.heading[:1].isdigit() else 0
    told = f">({count})<"
    tally.step("a facet tells its count", None if told in found.text else f"{narrowed.heading}, not told")
    record = step("a record", found.first_link("/record/") or "/", "en", ["Call number", "Back to the results"])
    back = step("back to the results", record.first_link("/?q=talvi") or "/", "en", [found.heading])
    tally.step("the same results", None if back.heading == found.heading else back.heading)
    step("what is served where", "/interfaces?lang=sv", "sv", ["SIP2", "SRU", "/sru?query=kalevala"])
    step("a hostile search", "/?q=%3Cscript%3Ealert(1)%3C/script%3E&lang=fi", "fi", [])
    tally.conclude()


main()
