"""What the judges in Python share: one line a step, and the count at the end."""

import sys


class Tally:
    """Steps that passed and failed so far."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def step(self, name, fault=None):
        """Notes one step; `fault` says what was wrong with it, if anything."""
        if fault is None:
            self.passed += 1
            print(f"ok    {name}")
        else:
            self.failed += 1
            print(f"FAIL  {name}: {fault}")

    def conclude(self):
        """Prints the count and ends the program: 0 if no step failed, else 1."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)


def address():
    """Host and port from the command line."""
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(f"usage: {sys.argv[0]} HOST PORT")
    return sys.argv[1], int(sys.argv[2])
