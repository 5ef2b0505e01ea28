"""How a roadmap comes in from a workbook: `workbook` reads it without a database, `apply` writes it down."""
