"""The parameter center: the published format, the life of parameters, their tests and matching."""
