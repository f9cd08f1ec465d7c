"""What if: sweeps, changes and their effects, re-plans, comparisons, and many districts at once."""
