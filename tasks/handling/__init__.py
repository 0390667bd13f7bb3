"""Risk handling, the purpose of analysis: the four methods and their life."""
