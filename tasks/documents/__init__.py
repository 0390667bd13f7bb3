"""Documents for people: pages in English and Chinese, and the same pages as PDF."""
