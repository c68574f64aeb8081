"""dropd turns a dropped folder of pictures and voice-overs into a narrated film."""

__version__ = "0.1.0"
