"""What needs me now, and the pages that explain the product."""
