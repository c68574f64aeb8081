"""Reading and writing media: the only rooms that start processes and that know FFmpeg's command line."""
