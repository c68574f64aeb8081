"""Which colours a dropped picture means, and how they become sRGB."""
