"""Private keys that are not PEM blocks, one module for each place in which they are."""
