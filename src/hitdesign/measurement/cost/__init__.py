"""What it took and whether it was worth it."""
