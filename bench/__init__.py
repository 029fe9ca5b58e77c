"""Side-by-side measurements: ratios that do not depend on the machine, one command each."""
