"""`customs-risk instructions`: instructions for control at the site from a shell."""

from deployments.answering import answering_group

group = answering_group("instruction", "Instructions for control at the site")
