"""The page's commands."""
