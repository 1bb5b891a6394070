"""The awkward names of the files in the repository of these tests."""

NAMES = ("a", "b/c.txt", "b/d/e", "ü/ß.txt", "with blank", "x" * 200, "y/" + "z" * 240, "-", "b.c")
