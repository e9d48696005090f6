"""Formats that leave the house, one file each."""
