"""The blueprints, each imported and run."""
