"""Elements that no rule can tell apart: judged twice, and told of all others in the same words."""
