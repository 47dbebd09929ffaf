"""The demo library, visited by yaz-client: the scripts people type, and the text it prints.

What yaz-client decodes it has read by a BER and MARC decoder of others.
"""

from z3950_tools import DATABASE, PASSWORD, USER, Judge

HITS = r"Number of hits: [1-9]"
NO_HITS = r"Number of hits: 0,"
TITLE = "Seitsemän veljestä"
FIND = f'find @attr 1=4 "{TITLE}"'
ONE = "find @attr 1=12 kainet.1"
MANY = "find @attr 1=4 järvi"
BROKEN = ("Target closed connection", "Malformed", "decode", "Not connected")


class YazClient(Judge):
    """Sessions of yaz-client."""

    def session(self, name, lines, wanted, before=(), options=(), forbidden=BROKEN):
        """A session that opens the database after the lines `before`."""
        script = [*before, f"open {self.server}/{DATABASE}", *lines, "close", "quit", ""]
        command = ["yaz-client", *options]
        self.step(name, command, "\n".join(script), wanted, forbidden)


def opening(judge):
    judge.session(
        "open: version 3 with the services",
        [],
        [r"accepted by v3", r"Name +: \S", r"Options: search present delSet", "scan sort", "namedResultSets"],
    )
    judge.session("open: version 2", [FIND, "show 1"], [r"accepted by v2", HITS, "245"], before=["zversion 2"])
    judge.session(
        "open: user and password in the open form",
        [ONE],
        ["accepted", HITS],
        before=[f"authentication {USER}/{PASSWORD}"],
    )
    judge.session(
        "open: user and password as idPass",
        [ONE],
        ["accepted", HITS],
        before=[f"authentication {USER} {PASSWORD}"],
    )
    judge.session(
        "open: a wrong password is refused with 1011",
        [],
        [r"rejected by v3 target", r"code=1011|\[1011\]"],
        before=[f"authentication {USER}/wrong"],
        forbidden=("Malformed",),
    )
    judge.session("open: reference ids", [ONE, "show 1"], [HITS, "245"], before=["refid ref-äö-1"])


def searching(judge):
    judge.session("find: a phrase", [FIND], [HITS])
    judge.session("find: without attributes", ["find kalevala"], [HITS])
    judge.session("find: capitals", ["find @attr 1=4 KALEVALA"], [HITS])
    judge.session("find: right truncation", ["find @attr 1=4 @attr 5=1 kaleva"], [HITS])
    judge.session("find: author and title", ['find @and @attr 1=1003 kivi @attr 1=4 "seitsemän veljestä"'], [HITS])
    judge.session("find: nothing", ["find @attr 1=4 conformancesentinel"], [NO_HITS])
    for query, code in [
        ("@attr 1=9999 x", r"\[114\].*'9999'"),
        ("@attr 1=4 @attr 2=9 x", r"\[117\].*'9'"),
        ("@attr 1=4 @attr 3=9 x", r"\[119\].*'9'"),
        ("@attr 1=4 @attr 4=99 x", r"\[118\].*'99'"),
        ("@attr 1=4 @attr 5=99 x", r"\[120\].*'99'"),
        ("@attr 1=4 @attr 6=99 x", r"\[122\].*'99'"),
        ("@attr 1=4 @attr 9=1 x", r"\[113\].*'9'"),
        ("@attrset 1.2.3.4 @attr 1=4 x", r"\[121\].*'1.2.3.4'"),
        ("@set 77", r"\[30\].*'77'"),
    ]:
        judge.session(f"find: {query} is refused", [f"find {query}", ONE], [code, HITS])
    judge.session("base: an unknown database is refused", ["base nosuch", "find x"], [r"\[235\].*'nosuch'"])
    judge.session("querytype: CCL is refused", ["querytype ccl", "find ti=x"], [r"\[107\]"])


def result_sets(judge):
    judge.session(
        "sets: joined, deleted, gone",
        [FIND, "find @attr 1=1003 kivi", "find @and @set 1 @set 2", "delete 1", "show 1+1+1", "find @set 1"],
        [HITS, HITS, HITS, r"Got deleteResultSetResponse status=0", r"\[30\]", r"\[30\]"],
    )
    judge.session(
        "piggyback: a medium set brings three",
        ["format usmarc", "ssub 0", "lslb 1000", "mspn 3", MANY],
        [HITS, "records returned: 3", r"245", r"245", r"245"],
    )
    judge.session("show: out of range is refused with 13", [FIND, "show 9999"], [r"\[13\].*'9999'"])
    judge.session(
        "show: messages of 4 KiB are filled one after the other",
        [MANY, "format usmarc", "show 1+20"],
        [HITS, r"245", r"nextResultSetPosition = [2-9]"],
        options=["-k", "4"],
    )
    # yaz-client waits once for each command, and takes then what has come so far: the answers of
    # three searches have all come when it has waited three times.
    judge.session(
        "pipelining: three searches without waiting",
        ["set_auto_wait off", FIND, MANY, ONE, "set_auto_wait on", *["show 1"] * 3],
        [HITS, HITS, HITS],
    )


def records(judge):
    judge.session("format: MARC 21", ["format usmarc", ONE, "show 1"], ["Record type: USmarc", r"^100.*Kivi, Aleksis", rf"^245.*{TITLE}"])
    judge.session("format: XML", ["format xml", ONE, "show 1"], ["Record type: XML", "<record", TITLE, "</record>"])
    judge.session("format: SUTRS", ["format sutrs", ONE, "show 1"], ["Record type: SUTRS", "Seitsem.*veljest"])
    judge.session(
        "format: OPAC, an item on its shelf",
        ["format opac", ONE, "show 1"],
        ["Record type: OPAC", TITLE, "localLocation: .*Kajaani", "availableNow: 1", "itemId: 3900000001"],
    )
    judge.session(
        "format: OPAC, an item on loan",
        ["format opac", "find @attr 1=12 kainet.5", "show 1"],
        ["Record type: OPAC", "availableNow: 0", "availabili?tyDate: ", "itemId: 3900000005"],
    )
    judge.session("format: HTML is refused with 239", ["format html", ONE, "show 1"], [r"\[239\].*1\.2\.840\.10003\.5\.109\.3"])
    judge.session("elements: B and F", [ONE, "elements B", "show 1", "elements F", "show 1"], [r"^245", r"^245"])
    judge.session("elements: an unknown set is refused with 25", [ONE, "elements XYZ", "show 1"], [r"\[25\].*'XYZ'"])
    judge.session(
        "format: a title with odd characters",
        ["format usmarc", "find @attr 1=12 kainet.11", "show 1"],
        [r"^245.*Kummallinen nimeke \|"],
    )


def lists(judge):
    judge.session("scan: titles", ["scan @attr 1=4 kalevala"], [r"\d+ entries, position=1", r"(?i)^\* kalevala \(\d+\)"])
    judge.session("scan: the term in the third place", ["scanpos 3", "scan @attr 1=4 kalevala"], ["position=3", r"(?i)^\* kalevala"])
    judge.session("scan: an unknown index is refused", ["scan @attr 1=9999 x", ONE], [r"\[114\]", HITS])
    judge.session("scan: a step is refused", ["scanstep 2", "scan @attr 1=4 k"], [r"\[205\]"])
    judge.session("sort: by title", [MANY, "sort 1=4 i<", "show 1+2"], [HITS, "status=success", r"^245", r"^245"])
    judge.session("sort: by author into another set", [MANY, "sort+ 1=1003 i>", "show 1+1+2"], ["status=success", r"^245"])
    judge.session("sort: an unknown key is refused", [MANY, "sort 1=9999 i<", "show 1"], ["status=failure", r"\[(207|114)\]", r"^245"])


def other_services(judge):
    judge.session("charset: UTF-8", [FIND], [r"Accepted character set : UTF-8", HITS], before=["charset UTF-8 UTF-8"])
    judge.session("charset: ISO 8859-1 for terms", [FIND], ["accepted", HITS], before=["charset ISO-8859-1 UTF-8"])
    judge.session("item order: nobody in particular is refused with 222", [ONE, "itemorder item 1", ONE], [HITS, r"\[222\]", HITS])
    judge.session(
        "item order: a partner's is taken",
        [ONE, "itemorder item 1", ONE],
        [HITS, r"Status: accepted", HITS],
        before=[f"authentication {USER}/{PASSWORD}"],
    )
    judge.session(
        "item order: one of ISO ILL names its record as well",
        [ONE, "itemorder ill 1", ONE],
        [HITS, r"Status: accepted", HITS],
        before=[f"authentication {USER}/{PASSWORD}"],
    )
    judge.session("close is answered", [ONE, "close"], [HITS, r"[Rr]ea?son: finished|[Rr]ec.*close|[Cc]lose"], forbidden=("Malformed",))


def main():
    judge = YazClient()
    for steps in (opening, searching, result_sets, records, lists, other_services):
        steps(judge)
    judge.tally.conclude()


main()
