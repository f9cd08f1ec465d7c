"""What a plan can be expected to add and to cost, as ranges, with every source and assumption."""
