"""Text of a file: its encoding, the layout of its columns, and its lines in UTF-8."""
