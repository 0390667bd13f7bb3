"""What an administration adds to the system, one of each kind: a folder for CUSTOMS_RISK_EXTENSIONS."""
