"""Small numbers kept: what is hidden before a table leaves, and the check of it."""
