"""Programs as data, solved and checked: build a `Program`, solve it, and audit the answer without the solver."""
