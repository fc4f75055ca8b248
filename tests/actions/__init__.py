"""The actions, each by its name."""
