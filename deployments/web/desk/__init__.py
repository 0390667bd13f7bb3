"""The officers' desk: work lists, a page for each thing, and the moves that a person may make with it now."""
