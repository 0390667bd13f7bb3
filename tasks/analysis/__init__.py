"""Risk analysis, the core: four methods, four priorities, three results."""
