"""A synthetic caseload whose counts equal the published ones."""
