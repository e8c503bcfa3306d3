"""The gallery: every view and message with what they show on a usual day, pictured in both languages."""
