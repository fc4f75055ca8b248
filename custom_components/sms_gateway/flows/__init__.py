"""The forms: a file for each thing that is set up."""
