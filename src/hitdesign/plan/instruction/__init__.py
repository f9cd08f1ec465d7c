"""What is taught in the groups: focus, curriculum, pacing, materials, and what teacher and tutor tell each other."""
