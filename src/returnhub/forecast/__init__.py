"""What a scheme would do: people, flow through the stages, calibration, appraisal, report."""
