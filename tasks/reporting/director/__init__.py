"""The director's page: five figures, what is to be decided, and a chart of each thing that a director answers for."""
