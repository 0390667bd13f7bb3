"""How the flows are started: the command line, served deployments, schedules and triggers."""
