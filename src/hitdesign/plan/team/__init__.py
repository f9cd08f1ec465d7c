"""The team of a plan: roles, who does what, how many hours that takes, and where it is too much."""
