"""What the whole cycle needs beyond its stages: its weeks, its reconciliation, its summary."""
