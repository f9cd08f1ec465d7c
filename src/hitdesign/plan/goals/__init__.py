"""What a program promises: goals that are specific, measurable and dated, and whether the plan can reach them."""
