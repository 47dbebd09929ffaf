"""What the judges of Z39.50 share: foreign programs run with a deadline, their text judged.

Their exit codes say nothing, so a step lists what the text has to hold and what it may not.
"""

import re
import subprocess

from tally import Tally, address

PATIENCE = 60.0

# What the demo library has.
DATABASE = "kainet"
USER = "demo"
PASSWORD = "demo"


def run(command, script=None):
    """Everything the program prints, or why it could not be run."""
    done = subprocess.run(
        command,
        input=None if script is None else script.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL if script is None else None,
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")


class Judge:
    """Runs, judges and notes one line a step."""

    def __init__(self):
        host, port = address()
        self.server = f"{host}:{port}"
        self.tally = Tally()

    def step(self, name, command, script, wanted, forbidden=()):
        """Fails unless every pattern of `wanted` is in the text, in this order."""
        try:
            text = run(command, script)
        except (OSError, subprocess.TimeoutExpired) as error:
            self.tally.step(name, f"{type(error).__name__}: {error}")
            return
        self.tally.step(name, fault(text, wanted, forbidden))


def fault(text, wanted, forbidden):
    """What is wrong with the text, if anything."""
    at = 0
    for pattern in wanted:
        found = re.compile(pattern, re.MULTILINE).search(text, at)
        if not found:
            return f"no {pattern!r} in what follows\n{indented(text[at:])}"
        at = found.end()
    for pattern in forbidden:
        if re.search(pattern, text, re.MULTILINE):
            return f"{pattern!r} should not be in\n{indented(text)}"
    return None


def indented(text):
    """The text below its line, its middle left out if it is long."""
    lines = text.splitlines()
    if len(lines) > 40:
        lines = [*lines[:20], "...", *lines[-20:]]
    return "\n".join(f"        {line}" for line in lines)
