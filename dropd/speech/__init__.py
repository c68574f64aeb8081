"""Text becomes narration: one file a service behind one small protocol."""
