"""Who looks at a page: the ways of coming in, each a module of `ways`, and the session that follows."""
