"""Search: the index derived from the archive, the user's language, results, facets, snippets and highlighting."""
