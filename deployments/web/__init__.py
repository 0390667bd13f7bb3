"""Small web applications of an installation: screening of single declarations, and the pages that links open."""
