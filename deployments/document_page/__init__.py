"""Written documents over HTTP, behind signed links."""
