"""What is written becomes what is said, for services that stumble over amounts, units and abbreviations."""
