"""The demo library, searched over SRU by yaz-client: what people type, and the text it prints.

What yaz-client decodes it has read by an XML reader and an SRU decoder of others, by GET, POST and
SOAP, in each version. It only reads, and can run again.
"""

import re
import subprocess

from tally import Tally, address

HITS = r"Number of hits: [1-9]"
NO_HITS = r"Number of hits: 0\b"
FIND = 'find dc.title="Seitsemän veljestä"'
MANY = "find dc.language=fin"
SECONDS = 60


class YazClient:
    """Sessions of yaz-client."""

    def __init__(self):
        self.host, self.port = address()
        self.tally = Tally()

    def session(self, name, lines, wanted, way="get", version="1.2", path="sru"):
        """A session over SRU after which each pattern of `wanted` stands in what was printed."""
        script = ["querytype cql", f"sru {way} {version}", f"open http://{self.host}:{self.port}/{path}", *lines, "quit", ""]
        try:
            ran = subprocess.run(
                ["yaz-client"], input="\n".join(script).encode(), capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            self.tally.step(name, "it did not end")
            return
        printed = (ran.stdout + ran.stderr).decode("utf-8", "replace")
        missing = [pattern for pattern in wanted if not re.search(pattern, printed, re.S)]
        self.tally.step(name, f"{missing} not in: {printed[:2000]}" if missing else None)


def main():
    judge = YazClient()
    for way in ("get", "post", "soap"):
        for version in ("1.1", "1.2", "2.0"):
            where = f"{way} {version}"
            judge.session(f"{where}: a search, and its record", [FIND, "show 1"], [HITS, "Seitsemän veljestä"], way, version)
            judge.session(f"{where}: nothing", ["find dc.title=conformancesentinel"], [NO_HITS], way, version)
            judge.session(f"{where}: a diagnostic", ["find colour=x"], [r"diagnostic/1/16|\b16\b"], way, version)
            judge.session(f"{where}: pages", [MANY, "show 1+5", "show 101+5"], [HITS, r'pos=101'], way, version)
    for version in ("1.1", "1.2", "2.0"):
        judge.session(f"scan {version}", ["scan dc.title=kalevala"], [r"kalevala"], version=version)
        judge.session(f"explain {version}", ["explain"], [r"indexInfo", r"dc-v1\.1"], version=version)
    for schema, expected in (("dc", "dc:title"), ("mods", "titleInfo"), ("opac", "availableNow"), ("isohold", "copyInformation"), ("marcxml", "leader")):
        judge.session(f"schema {schema}", [f"schema {schema}", FIND, "show 1"], [HITS, expected])
    judge.session("database kainet", [FIND], [HITS], path="sru/kainet")
    judge.session("a database that is not there", [FIND], [r"diagnostic/1/235|\b235\b"], path="sru/nosuch")
    judge.tally.conclude()


if __name__ == "__main__":
    main()
