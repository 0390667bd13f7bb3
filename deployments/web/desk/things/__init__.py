"""The kinds of things that the desk shows, each a module with its `KIND`; found by themselves."""
