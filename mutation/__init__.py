"""Would a test notice? Small faults are put into the code, one by one; what covers them runs."""
