"""The flows: what is asked for to set an account up, to change it, and to add people."""
