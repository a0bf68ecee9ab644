"""Moves from stage to stage: asked for, judged, countersigned, replayed."""
