"""What was delivered, what it did, and what it cost; usable without a plan."""
