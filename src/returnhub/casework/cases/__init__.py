"""A case: its projection, its facts, what can happen to it."""
