"""Home Assistant in a real browser, with its real frontend, used as a person would."""
