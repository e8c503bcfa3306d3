"""What is downstream of a plan, as a picture: tasks in columns by the step in which they can run. No I/O but fonts."""
