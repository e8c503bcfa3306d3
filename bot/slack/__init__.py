"""The conversation: listeners take what Slack sends, views say what people see, the narrator tells the thread."""
