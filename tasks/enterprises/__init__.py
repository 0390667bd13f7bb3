"""Enterprise compliance management: categories, records, and who declared what."""
