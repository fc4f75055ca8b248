"""An account and who follows it."""
