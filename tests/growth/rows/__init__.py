"""The rows of projects, by family. Each module adds its rows to the table when it is imported."""
