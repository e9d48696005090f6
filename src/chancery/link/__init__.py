"""Links: who a name is, which records are one, what a reference points to; pure, asking through small protocols."""
