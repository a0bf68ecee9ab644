"""What is scarce: a bed on a night, a seat on a flight. Each is a row that holds at most one case."""
