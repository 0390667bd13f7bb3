"""Enterprise compliance management: categories, records, and lodged declarations."""
