"""A simulated DataWorks OpenAPI (2024-05-18) on loopback: strict on the wire, lifelike in what it does.

What lives in it is told by a world file (world.toml).

It never imports the bot: what the two must agree on is the wire alone.
"""
