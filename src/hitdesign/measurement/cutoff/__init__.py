"""What tutoring did at the cut-off by which students were chosen."""
