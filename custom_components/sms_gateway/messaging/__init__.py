"""The engine: what goes out, what comes in, who may be written to. No Home Assistant in it."""
