"""What a forecast leaves behind: one HTML file that needs no network, and tidy tables."""
