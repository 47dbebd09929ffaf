"""The demo library, searched over SRU by zoomsh: the sessions of programs on YAZ's ZOOM.

By GET, POST and SOAP, in each version. It only reads, and can run again.
"""

from z3950_tools import Judge

TITLE = "Seitsemän veljestä"
KNOWN = "search cql:rec.identifier=kainet.1"
MANY = "search cql:dc.title=järvi"


class Zoomsh(Judge):
    """Sessions of zoomsh over SRU."""

    def session(self, name, way, version, commands, wanted, options=(), path="sru", forbidden=("connection lost", "(?i)error")):
        """A session with these options set before it connects."""
        settings = [f"set {option}" for option in (f"sru {way}", f"sru_version {version}", *options)]
        connect = f"connect http://{self.server}/{path}"
        self.step(f"{way} {version}: {name}", ["zoomsh", *settings, connect, *commands, "quit"], None, wanted, forbidden)


def main():
    judge = Zoomsh()
    for way in ("get", "post", "soap"):
        for version in ("1.1", "1.2", "2.0"):
            judge.session("a known record", way, version, [KNOWN, "show 0 1"], [r": 1 hits", "<record", TITLE])
            judge.session("twenty records", way, version, [MANY, "show 0 20"], [r": \d\d hits", *(["<leader>"] * 20)], ("count 20",))
            judge.session("nothing", way, version, ["search cql:dc.title=conformancesentinel"], [r": 0 hits"])
            judge.session("a diagnostic", way, version, ["search cql:dc.nosuchindex=x"], [r"16|nosuchindex"], forbidden=("connection lost",))
    for version in ("1.1", "1.2", "2.0"):
        judge.session("dc", "get", version, [KNOWN, "show 0 1"], ["dc:title", TITLE], ("schema dc",))
        judge.session("mods", "get", version, [KNOWN, "show 0 1"], ["titleInfo", TITLE], ("schema mods",))
        judge.session("opac", "get", version, [KNOWN, "show 0 1"], ["itemId", "3900000001"], ("schema opac",))
        judge.session("a database", "get", version, [KNOWN], [r": 1 hits"], path="sru/kainet")
        judge.session("from the fifth on", "get", version, [MANY, "show 4 3"], ["(?m)^4 ", "(?m)^5 ", "(?m)^6 "])
    judge.tally.conclude()


if __name__ == "__main__":
    main()
