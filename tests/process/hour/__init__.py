"""An hour in the life of an account, in a minute: everything goes wrong that can.

`python -m tests.process.hour FOLDER MESSAGES MINUTES SEED eager|careful` lives through it,
prints figures as JSON, and what was not as promised; it ends with 1 if there was any of that.
"""
