"""What if: levers pulled alone or together, sweeps, chances, years, two plans side by side, a year planned anew."""
