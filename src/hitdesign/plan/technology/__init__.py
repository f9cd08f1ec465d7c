"""What tutoring online needs at each school, what is there, what the gap costs, and which seats rest on it."""
