"""Home Assistant as a process of its own, started, stopped and killed."""
