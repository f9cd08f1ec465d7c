"""What was delivered, what it did, what it cost; usable without a plan."""
