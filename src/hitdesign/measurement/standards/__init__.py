"""How large an effect is and what counts as evidence, by named standards."""
