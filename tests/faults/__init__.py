"""Everything that can go wrong while an operation lives, one row each; `python -m tests.faults` prints the table."""
