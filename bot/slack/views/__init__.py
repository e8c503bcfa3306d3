"""State -> blocks. Pure: no I/O, no decisions; one file per thing a person sees."""
