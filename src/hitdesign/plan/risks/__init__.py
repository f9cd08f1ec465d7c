"""The risks of a plan: rules over its own numbers, with what could be done, and the lever that does it."""
