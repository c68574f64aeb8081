"""One sound track for the whole film: voices at their samples, music, one loudness."""
