"""The Web API: one function per method, found by the method's own name."""
