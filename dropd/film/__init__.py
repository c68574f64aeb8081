"""The renderer: from pictures, sounds and options to a film. It knows nothing of watched folders."""
