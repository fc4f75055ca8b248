"""The actions: a file each, and what they share."""
