"""From what the archive holds to the page values that the doors print."""
