"""Which centers fit a person, in what order and why; and the programmes of support that they can ask for."""
