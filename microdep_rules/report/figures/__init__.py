"""Pictures of a report as plain data: all positions are computed here, templates only draw."""
