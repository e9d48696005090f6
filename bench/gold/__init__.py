"""Golds: the hand-made truth of the shared data, turned into the form of the dump, with the texts that a run reads."""
