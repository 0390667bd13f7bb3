"""Lane policy: reading its published form, and putting a version into force."""
