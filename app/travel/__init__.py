"""How one gets there: routes, times and areas in reach, in words and as widgets."""
