"""Screening: a table of cases, in memory or in a file, judged by every rule and move of a scheme."""
