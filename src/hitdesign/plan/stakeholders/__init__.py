"""Who must hear of the program: audiences, key messages and letters filled from the plan, and how easy they read."""
