"""What every room of the web shares: the request's database session, access, forms, security."""
