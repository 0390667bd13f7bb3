"""Telling units what concerns them: the outbox and its delivery."""
