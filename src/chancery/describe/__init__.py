"""Text to records: page roles, furniture, letters and their fields, release blocks, reading text. Pure: no clock, no
store.
"""
