"""The playground's page in headless Chromium."""
