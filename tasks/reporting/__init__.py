"""The director's report on a whole cycle: figures, their reconciliation, tables, charts and the page."""
