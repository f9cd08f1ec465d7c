"""Who may be compared where there was no lot: matched, weighted, and how alike they are."""
