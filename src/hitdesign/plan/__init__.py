"""The plan: the answers of one district under one policy, with everything they rest on."""
