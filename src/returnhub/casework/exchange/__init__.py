"""Bringing caseloads in and taking them out."""
