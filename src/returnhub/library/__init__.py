"""Data only: the vocabulary of facts, the schemes, their assumptions, the published figures."""
