"""What an operator configures: settings, and the Prefect blocks that flows load and hand down as plain values."""
