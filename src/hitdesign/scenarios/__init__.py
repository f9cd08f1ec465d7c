"""What if: levers pulled one by one or together, sweeps over them, two plans side by side, a year planned anew."""
