"""Every answer of the demo library, read by the strict decoder of the Python package pysip2 0.1.0.

The requests are bytes of our own over a plain socket; they cover all sixteen requests with good and
bad outcomes. An answer fails if the decoder refuses it, if it is another message than expected, or
if it says something else than the step expects.

Refusals of the decoder that are wrong by the standard are listed in WRONG_REFUSALS with the reason.
A listed one that the decoder no longer utters fails as well, so that the list stays true.

What the steps change, they undo: the program can run again on the same server.
"""

import socket
import time

from pysip2.codec import calculate_checksum, decode_message
from pysip2.errors import SIP2Error

from tally import Tally, address

WRONG_REFUSALS = {
    "99 in version 1.00": "wants BX in every 98; a 1.00 terminal doesn't know the field and doesn't get it",
}

NOW = time.strftime("%Y%m%d    %H%M%S")
NO_DATE = " " * 18
PATIENCE = 10.0


class Terminal:
    """A logged-in or fresh connection that counts sequence numbers and adds checksums."""

    def __init__(self, host, port, encoding="utf-8"):
        self.socket = socket.create_connection((host, port), timeout=PATIENCE)
        self.encoding = encoding
        self.sequence = 0
        self.buffer = b""

    def ask(self, request):
        """Sends a message with sequence number and checksum; returns the answer's frame."""
        prefix = request.encode(self.encoding) + f"AY{self.sequence}AZ".encode()
        self.sequence = (self.sequence + 1) % 10
        return self.ask_raw(prefix + calculate_checksum(prefix).encode() + b"\r")

    def ask_raw(self, frame):
        """Sends bytes as they are; returns the answer's frame with its CR."""
        self.socket.sendall(frame)
        while b"\r" not in self.buffer:
            received = self.socket.recv(65536)
            if not received:
                raise ConnectionError("closed without an answer")
            self.buffer += received
        answer, _, self.buffer = self.buffer.partition(b"\r")
        return answer + b"\r"

    def close(self):
        self.socket.close()


class Judge:
    """Sends, decodes and notes one line a step."""

    def __init__(self, host, port):
        self.server = host, port
        self.tally = Tally()
        self.terminal = None

    def log_in(self, account, encoding="utf-8"):
        if self.terminal:
            self.terminal.close()
        self.terminal = Terminal(*self.server, encoding)
        self.step(f"93 as {account}", f"9300CN{account}|COdemo|CPKAJ|", "LoginResponse", ok="1")

    def step(self, name, request, expected, **fields):
        self.judge(name, lambda: self.terminal.ask(request), expected, fields)

    def step_raw(self, name, frame, expected, **fields):
        self.judge(name, lambda: self.terminal.ask_raw(frame), expected, fields)

    def judge(self, name, ask, expected, fields):
        frame = b""
        try:
            frame = ask()
            message = decode_message(frame, encoding=self.terminal.encoding).message
            refusal = None
        except SIP2Error as error:
            refusal = f"the decoder refuses: {error}"
        except (OSError, UnicodeError) as error:
            self.tally.step(name, f"{type(error).__name__}: {error}: {frame!r}")
            return
        if name in WRONG_REFUSALS:
            fault = None if refusal else "listed as a wrong refusal, but the decoder takes it"
            self.tally.step(f"{name} (refused wrongly: {WRONG_REFUSALS[name]})", fault)
        elif refusal:
            self.tally.step(name, f"{refusal}: {frame!r}")
        else:
            self.tally.step(name, difference(message, expected, fields, frame))


def difference(message, expected, fields, frame):
    """What `message` says otherwise than expected, if anything. A callable asks about a field."""
    if type(message).__name__ != expected:
        return f"expected {expected}: {frame!r}"
    for name, wanted in fields.items():
        found = getattr(message, name)
        if not (wanted(found) if callable(wanted) else found == wanted):
            return f"{name} is {found!r}: {frame!r}"
    return None


def patron_status(patron, pin="", language="000"):
    return f"23{language}{NOW}AOKAINET|AA{patron}|AC|AD{pin}|"


def patron_information(patron, pin="", summary=None, rest=""):
    flags = "".join("Y" if at == summary else " " for at in range(10))
    return f"63007{NOW}{flags}AOKAINET|AA{patron}|AC|AD{pin}|{rest}"


def item_information(item):
    return f"17{NOW}AOKAINET|AB{item}|AC|"


def checkout(patron, item, pin="", renew="N", no_block="N", due=NO_DATE, rest=""):
    return f"11{renew}{no_block}{NOW}{due}AOKAINET|AA{patron}|AB{item}|AC|AD{pin}|{rest}"


def checkin(item, no_block="N", rest=""):
    return f"09{no_block}{NOW}{NOW}APKAJ|AOKAINET|AB{item}|AC|{rest}"


def renew(patron, item, pin=""):
    return f"29NN{NOW}{NO_DATE}AOKAINET|AA{patron}|AD{pin}|AB{item}|AC|BON|"


def hold(mode, patron, rest, pin=""):
    return f"15{mode}{NOW}{rest}AOKAINET|AA{patron}|AD{pin}|AC|"


def fee_paid(patron, amount, rest="", currency="EUR"):
    return f"37{NOW}0100{currency}BV{amount}|AOKAINET|AA{patron}|AC|{rest}"


def filled(text):
    return bool(text)


def explained(lines):
    """A refusal tells the reader why."""
    return any(lines)


def before_login(judge):
    judge.terminal = Terminal(*judge.server)
    judge.step("17 before login is refused", item_information("3900000001"), "ItemInformationResponse",
               title_identifier="")
    judge.step("93 with a wrong password", "9300CNsc-kajaani|COwrong|CPKAJ|", "LoginResponse", ok="0")


def status(judge):
    judge.log_in("sc-kajaani")
    judge.step("99 in version 2.00", "9900802.00", "ACSStatusResponse", online_status="Y", supported_messages="Y" * 16)


def patrons(judge):
    known = {"valid_patron": "Y"}
    judge.step("23", patron_status("2900000001", "1234"), "PatronStatusResponse", valid_patron_password="Y", **known)
    judge.step("23 without PIN", patron_status("2900000001"), "PatronStatusResponse", valid_patron_password=None, **known)
    judge.step("23 with a wrong PIN", patron_status("2900000002", "9999"), "PatronStatusResponse",
               valid_patron_password="N", screen_message=explained)
    judge.step("23 with the right PIN", patron_status("2900000002", "2345", "006"), "PatronStatusResponse",
               valid_patron_password="Y")
    judge.step("23 of nobody", patron_status("2999999999", "1"), "PatronStatusResponse", valid_patron="N",
               patron_status="YYYY" + " " * 10)
    for patron, pin, why in (("2900000003", "3456", "owes too much"), ("2900000004", "4567", "card expired"),
                             ("2900000005", "5678", "card lost"), ("2900000007", "7890", "loan limit")):
        judge.step(f"23, {why}", patron_status(patron, pin), "PatronStatusResponse", patron_status=str.strip)
    for at, what in enumerate(("holds", "overdue", "charged", "fines", "recalls", "unavailable holds", "position 7")):
        judge.step(f"63 with {what}", patron_information("2900000002", "2345", at), "PatronInformationResponse", **known)
    judge.step("63 with fines of a debtor", patron_information("2900000003", "3456", 3), "PatronInformationResponse",
               fee_amount="12.50", fine_items=lambda items: len(items) == 2)
    judge.step("63 with a hold on the shelf", patron_information("2900000008", "8901", 0), "PatronInformationResponse",
               hold_items=filled)
    judge.step("63, 20 of 350 loans", patron_information("2900000009", "9012", 2, "BP1|BQ20|"),
               "PatronInformationResponse", charged_items_count="0350", charged_items=lambda items: len(items) == 20)
    judge.step("63 of nobody", patron_information("2999999999"), "PatronInformationResponse", valid_patron="N")
    judge.step("63 without AA", f"63007{NOW}{' ' * 10}AOKAINET|", "PatronInformationResponse",
               screen_message=explained)


def items(judge):
    states = {"3900000001": "03", "3900000003": "08", "3900000004": "03", "3900000005": "04", "3900000006": "04",
              "3900000008": "10", "3900000009": "12", "3900000011": "03", "3900000012": "03"}
    for item, state in states.items():
        judge.step(f"17 of {item}", item_information(item), "ItemInformationResponse", circulation_status=state,
                   title_identifier=filled)
    judge.step("17 of nothing", item_information("3999999999"), "ItemInformationResponse", title_identifier="",
               screen_message=explained)
    judge.step("19", f"19{NOW}AOKAINET|AB3900000001|AC|CHsorted|", "ItemStatusUpdateResponse", item_properties_ok="1")
    judge.step("19 of nothing", f"19{NOW}AOKAINET|AB3999999999|AC|CHx|", "ItemStatusUpdateResponse",
               item_properties_ok="0")


def loans(judge):
    patron, pin, book = "2900000001", "1234", "3900001010"
    done, refused = {"ok": "1"}, {"ok": "0", "screen_message": explained}
    judge.step("11", checkout(patron, book, pin), "CheckoutResponse", due_date=filled, renewal_ok="N", **done)
    judge.step_raw("97 repeats the 12", b"97AZFEF5\r", "CheckoutResponse", **done)
    judge.step("11 of one's own loan, renewal allowed", checkout(patron, book, pin, renew="Y"), "CheckoutResponse",
               renewal_ok="Y", **done)
    judge.step("11 of another's loan", checkout("2900000002", book, "2345"), "CheckoutResponse", **refused)
    judge.step("29", renew(patron, book, pin), "RenewResponse", renewal_ok="Y", **done)
    judge.step("29 of another's loan", renew("2900000002", book, "2345"), "RenewResponse", **refused)
    judge.step("29 while somebody waits", renew("2900000002", "3900000006", "2345"), "RenewResponse", **refused)
    judge.step("65", f"65{NOW}AOKAINET|AA{patron}|AD{pin}|", "RenewAllResponse", renewed_count="0001")
    judge.step("65 of nobody", f"65{NOW}AOKAINET|AA2999999999|", "RenewAllResponse", **refused)
    judge.step("09", checkin(book), "CheckinResponse", permanent_location=filled, **done)
    judge.step("09 of what is not on loan", checkin(book), "CheckinResponse", **done)
    judge.step("09 of nothing", checkin("3999999999"), "CheckinResponse", **refused)
    judge.step("11 to be undone", checkout(patron, book, pin), "CheckoutResponse", **done)
    judge.step("09 undoes it", checkin(book, rest="BIY|"), "CheckinResponse", **done)
    judge.step("11 that has happened", checkout(patron, book, no_block="Y", due=NOW), "CheckoutResponse", **done)
    judge.step("09 that has happened", checkin(book, no_block="Y"), "CheckinResponse", **done)
    for reader, item, pin, why in (
        (patron, "3900000007", "1234", "reference"), (patron, "3900000009", "1234", "lost"),
        (patron, "3900000003", "1234", "held for another"), (patron, "3900000010", "1234", "fee first"),
        (patron, "3999999999", "1234", "no such item"), ("2900000006", "3900000004", "6789", "too young"),
        ("2900000003", book, "3456", "debtor"), ("2900000004", book, "4567", "expired card"),
        ("2900000005", book, "5678", "lost card"), ("2900000007", book, "7890", "loan limit"),
        ("2999999999", book, "1", "no such patron"), (patron, book, "9999", "wrong PIN"),
    ):
        judge.step(f"11 refused: {why}", checkout(reader, item, pin), "CheckoutResponse", **refused)
    judge.step("23 with the right PIN again", patron_status(patron, "1234"), "PatronStatusResponse",
               valid_patron_password="Y")


def holds(judge):
    patron, pin, item = "2900000001", "1234", "3900001020"
    done, refused = {"ok": "1"}, {"ok": "0", "screen_message": explained}
    on = f"AB{item}|"
    judge.step("15 add", hold("+", patron, f"BSKAJ|BY3|{on}", pin), "HoldResponse", pickup_location="KAJ", **done)
    judge.step("15 add once more", hold("+", patron, f"BSKAJ|BY3|{on}", pin), "HoldResponse", **refused)
    judge.step("15 change", hold("*", patron, f"BSSOT|BY3|{on}", pin), "HoldResponse", **done)
    judge.step("15 delete", hold("-", patron, on, pin), "HoldResponse", **done)
    judge.step("15 delete what is not there", hold("-", patron, on, pin), "HoldResponse", **refused)
    judge.step("15 to nowhere", hold("+", patron, f"BSXXX|BY3|{on}", pin), "HoldResponse", **refused)
    judge.step("15 on nothing", hold("+", patron, "BSKAJ|AB3999999999|", pin), "HoldResponse", **refused)


def fees(judge):
    patron = "2900000001"
    yes, no = {"payment_accepted": "Y"}, {"payment_accepted": "N", "screen_message": explained}
    judge.step("11 with the fee acknowledged", checkout(patron, "3900000010", "1234", rest="BOY|"), "CheckoutResponse",
               ok="1")
    judge.step("37 more than is owed", fee_paid(patron, "50.00"), "FeePaidResponse", **no)
    judge.step("37 negative", fee_paid(patron, "-1.00"), "FeePaidResponse", **no)
    judge.step("37 no amount", fee_paid(patron, "two"), "FeePaidResponse", **no)
    judge.step("37 in dollars", fee_paid(patron, "2.00", currency="USD"), "FeePaidResponse", **no)
    judge.step("37 of nobody", fee_paid("2999999999", "2.00"), "FeePaidResponse", **no)
    transaction = f"BKjudge-{time.time_ns()}|"
    judge.step("37", fee_paid(patron, "2.00", transaction), "FeePaidResponse", transaction_id=filled, **yes)
    judge.step("37 repeated counts once", fee_paid(patron, "2.00", transaction), "FeePaidResponse", **yes)
    judge.step("63 owes nothing", patron_information(patron, "1234", 3), "PatronInformationResponse", fine_items=())
    judge.step("09 of the CD", checkin("3900000010"), "CheckinResponse", ok="1")


def blocks(judge):
    patron = "2900000006"
    judge.step("01", f"01N{NOW}AOKAINET|ALcard forgotten|AA{patron}|AC|", "PatronStatusResponse",
               patron_status=lambda flags: flags.startswith("Y"))
    judge.step("25", f"25{NOW}AOKAINET|AA{patron}|AC|AD6789|", "PatronEnableResponse",
               patron_status=lambda flags: flags.startswith(" "))
    judge.step("01 of nobody", f"01N{NOW}AOKAINET|ALx|AA2999999999|AC|", "PatronStatusResponse", valid_patron="N")
    judge.step("25 of nobody", f"25{NOW}AOKAINET|AA2999999999|AC|AD|", "PatronEnableResponse", valid_patron="N")
    judge.step("35", f"35{NOW}AOKAINET|AA{patron}|AC|AD|", "EndSessionResponse", end_session="Y")
    judge.step("35 of nobody", f"35{NOW}AOKAINET|AA2999999999|AC|AD|", "EndSessionResponse")


def damage(judge):
    judge.step_raw("a wrong checksum", f"17{NOW}AOKAINET|AB1|AY0AZ0000\r".encode(), "RequestSCResend")
    judge.step("a code that is none", f"77{NOW}AOKAINET|", "RequestSCResend")
    judge.step_raw("no message at all", b"hello\r", "RequestSCResend")
    judge.step_raw("plain, without a trailer", f"{item_information('3900000001')}\r".encode(),
                   "ItemInformationResponse", circulation_status="03")


def code_pages(judge):
    for account, encoding in (("sc-cp850", "cp850"), ("sc-latin1", "latin-1")):
        judge.log_in(account, encoding)
        judge.step(f"17 in {encoding}", item_information("3900000001"), "ItemInformationResponse",
                   title_identifier="Seitsemän veljestä")
        judge.step(f"23 in {encoding}", patron_status("2900000002", "2345", "006"), "PatronStatusResponse",
                   personal_name=lambda name: "Åsa" in name)
        judge.step(f"17 of a title beyond {encoding}", item_information("3900000011"), "ItemInformationResponse",
                   title_identifier=filled)


def version_1(judge):
    judge.log_in("sc-kajaani")
    judge.step("99 in version 1.00", "9900801.00", "ACSStatusResponse")
    judge.step("23 in version 1.00", patron_status("2900000001"), "PatronStatusResponse", valid_patron=None)


def main():
    judge = Judge(*address())
    parts = (before_login, status, patrons, items, loans, holds, fees, blocks, damage, code_pages, version_1)
    for part in parts:
        try:
            part(judge)
        except OSError as error:
            judge.tally.step(part.__name__, f"{type(error).__name__}: {error}")
    judge.terminal.close()
    judge.tally.conclude()


main()
