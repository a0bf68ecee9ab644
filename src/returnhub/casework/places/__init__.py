"""What is scarce: places in hubs and seats on flights. Each is a row that holds at most one case."""
