"""Other facts or choices beside the first: what changes, what a lever does, and how a running year goes on."""
