"""Pictures of a report as plain data. All positions are computed here, and templates only draw."""
