"""One object that the doors speak to: add, read, search, judge, export."""
