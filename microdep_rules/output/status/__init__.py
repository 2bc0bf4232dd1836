"""Progress of bills of materials: decided and open checks, companies that can answer, and later changes."""
