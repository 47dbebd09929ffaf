"""The demo library, visited by zoomsh: the sessions of programs on YAZ's ZOOM, from its shell."""

from z3950_tools import DATABASE, PASSWORD, USER, Judge

TITLE = "Seitsemän veljestä"


class Zoomsh(Judge):
    """Sessions of zoomsh."""

    def session(self, name, commands, wanted, options=(), forbidden=("connection lost", "error")):
        """A session with these options set before it connects."""
        connect = f"connect {self.server}/{DATABASE}"
        settings = [f"set {option}" for option in options]
        self.step(name, ["zoomsh", *settings, connect, *commands, "quit"], None, wanted, forbidden)


def main():
    judge = Zoomsh()
    marc = ["preferredRecordSyntax usmarc", "elementSetName F"]
    known = "find @attr 1=12 kainet.1"
    judge.session("MARC 21, piggybacked", [known, "show 0 1 render"], [r": 1 hits", rf"^245.*{TITLE}"], marc)
    judge.session(
        "chunks of three up to twenty",
        ["find @attr 1=4 järvi", "show 0 20 render"],
        [r": \d\d+ hits", *([r"^245"] * 20)],
        [*marc, "count 20", "presentChunk 3"],
    )
    judge.session("MARC 21 turned to XML by ZOOM", [known, "show 0 1 xml"], ["<record", TITLE, "</record>"], marc)
    judge.session("MARCXML", [known, "show 0 1 xml"], ["<record", TITLE, "</record>"], ["preferredRecordSyntax xml"])
    judge.session("SUTRS", [known, "show 0 1 render"], [TITLE], ["preferredRecordSyntax sutrs"])
    judge.session(
        "OPAC record turned to XML by ZOOM",
        [known, "show 0 1 opac"],
        ["<opacRecord>", TITLE, "<localLocation>.*Kajaani", '<availableNow value="1"', "<itemId>3900000001<"],
        ["preferredRecordSyntax opac"],
    )
    judge.session("scan", ["scan @attr 1=4 kalevala"], [r"(?i)^kalevala \d+"])
    judge.session("sort", ["find @attr 1=4 järvi", "sort 1=4 i<", "show 0 2 render"], ["hits", r"^245", r"^245"], marc)
    judge.session("user and password", [known], [": 1 hits"], [f"user {USER}", f"password {PASSWORD}"])
    judge.session(
        "a wrong password is refused",
        [],
        [r"(?i)init|reject|refus|auth"],
        [f"user {USER}", "password wrong"],
        forbidden=("hits",),
    )
    judge.session("an unknown index is refused with 114", ["find @attr 1=9999 x"], [r"114.*9999|Unsupported Use attribute"], forbidden=("connection lost",))
    judge.session("one connection, one search after the other", [known, "find @attr 1=4 järvi", known], [": 1 hits", "hits", ": 1 hits"])
    judge.tally.conclude()


main()
