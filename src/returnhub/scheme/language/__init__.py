"""The rule language: conditions over facts, parsed once, run four ways."""
