"""The stages of a render, one a file, in the render process only: `runner.py` goes through them."""
