"""Configuration by the operator: settings, and Prefect blocks that flows load and pass on as plain values."""
