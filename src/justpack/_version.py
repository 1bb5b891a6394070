"""The version of justpack."""

__version__ = "0.1.0"
