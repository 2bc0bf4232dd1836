"""Pictures of a report as plain data: all positions are computed here, and templates only draw."""
