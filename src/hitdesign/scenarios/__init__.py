"""What if: levers pulled one by one or together, sweeps, chances, years, two plans side by side, a year planned anew."""
