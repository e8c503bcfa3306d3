"""What Slack sends: commands, modals, buttons, shortcuts, App Home. Thin: acknowledge, parse, call, render."""
