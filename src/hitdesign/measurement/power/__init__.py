"""What a study can see: the smallest effect, the chance to detect one, the size that it takes."""
