"""The cycle as a whole: its weeks, events, alarms and the integrity of records."""
