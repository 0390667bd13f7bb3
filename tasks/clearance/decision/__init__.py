"""From hits and ratings to lanes: of a batch, and of one declaration."""
