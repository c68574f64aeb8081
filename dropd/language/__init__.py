"""What is known of languages: sentences and where they may be parted, small words, tags."""
