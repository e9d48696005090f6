"""The vocabulary of Chancery as plain frozen values: no I/O, no clock, no database."""
