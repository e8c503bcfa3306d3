"""A long run: people ask and act at random, faults strike at random, and in the end the books must agree."""
