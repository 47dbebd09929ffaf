"""The demo library's answers, taken apart by Wireshark's dissector of Z39.50 (tshark).

Capturing needs rights that a test run may not have, so yaz-client speaks through a small relay that
writes down both directions; text2pcap makes packets of that, and tshark dissects the file.
"""

import re
import socket
import tempfile
import threading
from pathlib import Path

from tally import Tally, address
from z3950_tools import DATABASE, indented, run

# A port that no dissector claims, so that ours is asked.
PORT = 21000
# Octets of one made-up packet: TCP puts them together again.
PACKET = 8000

SESSION = """
open {server}/{database}
refid ref-1
find @attr 1=4 järvi
format usmarc
show 1+3
format xml
show 1
format sutrs
show 1
format opac
find @attr 1=12 kainet.1
show 1
format html
show 1
ssub 0
lslb 1000
mspn 2
format usmarc
find @attr 1=4 kalevala
show 9999
find @attr 1=9999 x
find @set 99
scan @attr 1=4 kalevala
scan @attr 1=9999 x
find @attr 1=4 järvi
sort 1=4 i<
sort 1=9999 i<
itemorder item 1
delete 1
delete 77
close
quit
"""

# What the tree has to name.
EXPECTED = [
    "initResponse",
    "searchResponse",
    "presentResponse",
    "scanResponse",
    "sortResponse",
    "extendedServicesResponse",
    "deleteResultSetResponse",
    "close",
    "responseRecords",
    "nonSurrogateDiagnostic",
    "termInfo",
    "holdingsAndCirc",
    "availableNow",
]


class Relay:
    """Passes one connection on and writes down what crosses it."""

    def __init__(self, server):
        self.server = server
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(30)
        self.lines = []
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def port(self):
        return self.listener.getsockname()[1]

    def serve(self):
        client, _ = self.listener.accept()
        with client, socket.create_connection(self.server, timeout=30) as server:
            client.settimeout(30)
            back = threading.Thread(target=self.pass_on, args=(server, client, "I"), daemon=True)
            back.start()
            self.pass_on(client, server, "O")
            back.join(5)

    def pass_on(self, source, target, direction):
        try:
            while data := source.recv(65536):
                with self.lock:
                    self.note(direction, data)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def note(self, direction, data):
        """The lines that text2pcap reads: direction, offset, octets."""
        for start in range(0, len(data), PACKET):
            self.lines.append(direction)
            piece = data[start : start + PACKET]
            for at in range(0, len(piece), 16):
                self.lines.append(f"{at:06x} {piece[at : at + 16].hex(' ')}")
            self.lines.append("")


def dissected(server, folder):
    """The tree of a whole session, and what yaz-client printed."""
    relay = Relay(server)
    script = SESSION.format(server=f"127.0.0.1:{relay.port()}", database=DATABASE)
    said = run(["yaz-client"], script.lstrip())
    relay.thread.join(10)
    dump, packets = folder / "session.txt", folder / "session.pcap"
    dump.write_text("\n".join(relay.lines) + "\n")
    made = run(["text2pcap", "-q", "-D", "-T", f"40000,{PORT}", str(dump), str(packets)])
    if not packets.exists():
        raise OSError(f"text2pcap made no packets: {made}")
    tree = run(["tshark", "-r", str(packets), "-d", f"tcp.port=={PORT},z3950", "-O", "z3950", "-V"])
    return tree, said


def main():
    tally = Tally()
    server = address()
    with tempfile.TemporaryDirectory() as folder:
        try:
            tree, said = dissected(server, Path(folder))
        except OSError as error:
            tally.step("a session is dissected", str(error))
            tally.conclude()
    answers = len(re.findall(r"^PDU: |^ *Z39\.50|^Z39\.50", tree, re.MULTILINE))
    tally.step("a session is dissected", None if answers > 10 else f"{answers} PDUs\n{indented(said)}")
    for name in EXPECTED:
        found = re.search(rf"\b{name}\b", tree)
        tally.step(f"the tree has {name}", None if found else "it is not there")
    # MARC records have a dissector of their own, which has its own opinion about toy records.
    for fault in (r"Malformed Packet: Z39\.50", r"BER Error", r"Malformed Packet: BER", r"Unknown (tag|field)"):
        found = re.findall(rf"^.*{fault}.*$", tree, re.MULTILINE)
        tally.step(f"nothing in the tree is {fault!r}", f"{len(found)} times: {found[0].strip()}" if found else None)
    tally.conclude()


main()
