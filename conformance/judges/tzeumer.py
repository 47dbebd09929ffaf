"""A full self-service round with the Python package Sip2 1.1 against the demo library.

The client always sends checksums and sequence numbers, reads an answer with a single recv of 4096
bytes, and writes Renew All (65) without its date. It checks the sums of answers with a comparison
that is always true, so this program checks them itself, over the bytes.

What a round changes, it undoes: it can run again on the same server.
"""

import tempfile
import time

from Sip2.sip2 import Sip2

from tally import Tally, address

INSTITUTION, LOCATION = "KAINET", "KAJ"
BOOK, TITLE = "3900000001", "Seitsemän veljestä"
OTHER_BOOK = "3900000002"
CD_WITH_FEE = "3900000010"
PATRON, PIN = "2900000001", "1234"


def connect(host, port, log_folder):
    client = Sip2()
    client.hostName, client.hostPort = host, port
    client.tlsEnable = False
    client.socketTimeout = 10
    client.institutionId, client.scLocation = INSTITUTION, LOCATION
    client.patron, client.patronpwd = PATRON, PIN
    client.logfile_path, client.loglevel = log_folder, "ERROR"
    client.connect()
    return client


def trailer_fault(client, code):
    """What is wrong with the last answer as a frame, beyond what the client looks at."""
    frame = client.last_response
    body, mark, checksum = frame.rstrip("\r").rpartition("AZ")
    if not frame.endswith("\r") or frame.count("\r") != 1:
        return f"not one message ended by CR: {frame!r}"
    if not mark or len(checksum) != 4:
        return f"no checksum of four digits: {frame!r}"
    if (sum((body + mark).encode("utf-8")) + int(checksum, 16)) & 0xFFFF:
        return f"checksum does not fit the bytes: {frame!r}"
    if frame[:2] != code:
        return f"expected {code}: {frame!r}"
    if not client.last_request.startswith("97") and not body.endswith(f"AY{client._seq}"):
        return f"sequence {client._seq} not echoed: {frame!r}"
    return None


class Round:
    """The client, and the steps made with it."""

    def __init__(self, client):
        self.client = client
        self.tally = Tally()

    def step(self, name, code, request, read, good):
        """Sends `request`, reads the answer with the client's own parser `read`, and asks `good`."""
        try:
            answer = read(self.client.get_response(request))
            fault = trailer_fault(self.client, code)
            if fault is None and not good(answer["fixed"], answer["variable"]):
                fault = f"unexpected: {self.client.last_response!r}"
        except (OSError, KeyError, ValueError) as error:
            fault = f"{type(error).__name__}: {error}"
        self.tally.step(name, fault)

    def session(self):
        c = self.client
        self.step("93 login", "94", c.sip_login_request("sc-kajaani", "demo"), c.sip_login_response,
                  lambda fixed, _: fixed["Ok"] == "1")
        self.step("99 status", "98", c.sip_sc_status_request(), c.sip_sc_status_response,
                  lambda fixed, var: fixed["OnlineStatus"] == "Y" and var["BX"] == ["Y" * 16])

    def patron(self):
        c = self.client
        self.step("23 patron status", "24", c.sip_patron_status_request(), c.sip_patron_status_response,
                  lambda _, var: var["BL"] == ["Y"] and var["CQ"] == ["Y"] and "Väinö" in var["AE"][0])
        self.step("63 patron information", "64", c.sip_patron_information_request("none"),
                  c.sip_patron_information_response,
                  lambda fixed, var: var["BL"] == ["Y"] and fixed["ChargedItemsCount"].isdigit())
        c.patronpwd = "0000"
        self.step("23 with a wrong PIN", "24", c.sip_patron_status_request(), c.sip_patron_status_response,
                  lambda _, var: var["BL"] == ["Y"] and var["CQ"] == ["N"])
        c.patronpwd = PIN
        self.step("23 with the right PIN again", "24", c.sip_patron_status_request(), c.sip_patron_status_response,
                  lambda _, var: var["CQ"] == ["Y"])

    def loan(self):
        c = self.client
        self.step("17 item information", "18", c.sip_item_information_request(BOOK), c.sip_item_information_response,
                  lambda fixed, var: fixed["CirculationStatus"] == "03" and var["AJ"] == [TITLE])
        self.step("11 checkout", "12", c.sip_checkout_request(BOOK), c.sip_checkout_response,
                  lambda fixed, var: fixed["Ok"] == "1" and var["AH"][0] != "")
        self.step("97 resend of the last answer", "12", c.sip_sc_resend_request(), c.sip_checkout_response,
                  lambda fixed, var: fixed["Ok"] == "1" and var["AB"] == [BOOK])
        self.step("63 shows the loan", "64", c.sip_patron_information_request("charged"),
                  c.sip_patron_information_response, lambda _, var: BOOK in var["AU"])
        self.step("29 renew", "30", c.sip_renew_request(BOOK), c.sip_renew_response,
                  lambda fixed, _: fixed["Ok"] == "1" and fixed["RenewalOk"] == "Y")
        self.step("65 renew all, without its date", "66", c.sip_renew_all_request(), c.sip_renew_all_response,
                  lambda fixed, _: fixed["Ok"] == "1" and fixed["RenewedItems"] == "0001")
        self.step("19 item status update", "20", c.sip_item_status_update_request(BOOK),
                  c.sip_item_status_update_response, lambda fixed, _: fixed["ItemPropertiesOk"] == "1")
        self.step("09 checkin", "10", c.sip_checkin_request(BOOK), c.sip_checkin_response,
                  lambda fixed, var: fixed["Ok"] == "1" and var["AB"] == [BOOK])
        self.step("17 available again", "18", c.sip_item_information_request(BOOK), c.sip_item_information_response,
                  lambda fixed, _: fixed["CirculationStatus"] == "03")

    def hold(self):
        c = self.client
        for mode, name in (("+", "15 hold"), ("-", "15 hold cancelled")):
            request = c.sip_hold_request(mode, holdType=3, itemIdentifier=OTHER_BOOK, pickupLocation=LOCATION)
            self.step(name, "16", request, c.sip_hold_response, lambda fixed, _: fixed["Ok"] == "1")

    def fee(self):
        """A CD costs 2.00 at checkout; the fee is acknowledged, booked and paid."""
        c = self.client
        self.step("11 names the fee first", "12", c.sip_checkout_request(CD_WITH_FEE), c.sip_checkout_response,
                  lambda fixed, var: fixed["Ok"] == "0" and var["BV"] == ["2.00"])
        self.step("11 with the fee acknowledged", "12", c.sip_checkout_request(CD_WITH_FEE, feeAcknowledged="Y"),
                  c.sip_checkout_response, lambda fixed, _: fixed["Ok"] == "1")
        transaction = f"judge-{time.time_ns()}"
        self.step("37 fee paid", "38", c.sip_fee_paid_request(6, 0, "2.00", transactionId=transaction),
                  c.sip_fee_paid_response, lambda fixed, _: fixed["PaymentAccepted"] == "Y")
        self.step("09 checkin of the CD", "10", c.sip_checkin_request(CD_WITH_FEE), c.sip_checkin_response,
                  lambda fixed, _: fixed["Ok"] == "1")

    def block(self):
        c = self.client
        self.step("01 block", "24", c.sip_block_patron_request("card forgotten"), c.sip_patron_status_response,
                  lambda fixed, _: fixed["PatronStatus"].startswith("Y"))
        self.step("11 refused while blocked", "12", c.sip_checkout_request(BOOK), c.sip_checkout_response,
                  lambda fixed, _: fixed["Ok"] == "0")
        self.step("25 enable", "26", c.sip_patron_enable_request(), c.sip_patron_enable_response,
                  lambda fixed, _: not fixed["PatronStatus"].startswith("Y"))
        self.step("35 end of session", "36", c.sip_end_patron_session_request(), c.sip_end_patron_session_response,
                  lambda fixed, _: fixed["EndSession"] == "Y")


def main():
    host, port = address()
    Sip2.__del__ = lambda self: None  # it would print a farewell after our last line
    with tempfile.TemporaryDirectory() as log_folder:
        client = connect(host, port, log_folder)
        steps = Round(client)
        for part in (steps.session, steps.patron, steps.loan, steps.hold, steps.fee, steps.block):
            part()
        client.disconnect()
    steps.tally.conclude()


main()
