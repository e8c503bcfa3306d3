"""What happens to a request from its draft to its end: the store, the durable workflow, and what it tells."""
