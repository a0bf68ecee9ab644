"""Official statistics: importers, series, arrivals."""
