"""The pictures of a report as plain data: where everything stands is worked out here, templates only draw."""
