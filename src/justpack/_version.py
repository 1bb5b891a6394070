"""The version number of justpack."""

__version__ = "0.1.0"
