"""Typesetting of the sample records: text with inline marks to page images, source files and truth."""
