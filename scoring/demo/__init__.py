"""The simulated part of the demo (CONTRACT 5): roster, people, entries, sheets. Results come out of the real tally."""
