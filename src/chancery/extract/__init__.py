"""Records to mentions: references found in reading text, with the sentence that says what they mean. Pure."""
