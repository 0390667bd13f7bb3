"""After clearance: targeted audits and anti-smuggling cases."""
