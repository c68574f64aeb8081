"""Text as pictures: fonts, shaping, line breaks, and the painting of titles and captions."""
