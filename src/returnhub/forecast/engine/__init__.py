"""The simulation engine: people through a network of stages, a day at a time, the same numbers on any machine."""
