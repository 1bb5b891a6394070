"""Entry point of `python -m justpack`."""

from justpack.cli.main import run

if __name__ == "__main__":
    run()
