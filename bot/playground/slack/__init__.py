"""A local Slack: Web API, Socket Mode, signed HTTP and what a person does in a channel, as strict as the real one.

The bot meets it through its normal settings alone; nothing here imports the bot and the bot never imports this.
"""
