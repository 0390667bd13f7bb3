"""Delivery of notifications: routes, channels, digests, attachments, and escalation of unacknowledged events."""
