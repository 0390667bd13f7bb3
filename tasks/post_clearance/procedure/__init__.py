"""The procedure of a case: what is recorded of it, by which rules of law, and which moves a person may make now."""
