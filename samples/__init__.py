"""An archive of invented diplomatic records, typeset and degraded, with exact truth."""
