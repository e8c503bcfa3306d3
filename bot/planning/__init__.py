"""From a form to a plan: reads the phrase, looks the tasks up, asks what is unclear.

Commands, forms, buttons and the command line share it.
"""
