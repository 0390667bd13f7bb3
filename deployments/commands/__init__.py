"""The commands of `customs-risk`, one module each; thin over the flows."""
