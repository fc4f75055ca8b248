"""What holds at every gateway, from what it says that it can do."""
