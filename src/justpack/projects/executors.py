"""Opens the executor that `--executor` names. dask is an optional dependency: `pip install 'justpack[dask]'`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from justpack.errors import TryLaterError, UsageError

_DASK = "dask://"
CONNECT = 10.0
"""Seconds within which the scheduler must answer."""


@contextmanager
def opened(address: str | None) -> Iterator[Executor | None]:
    """Provide the executor of a dask scheduler, or None for the processes of this machine.

    The workers must see the projects at the same paths. Raises UsageError if the address has another form or dask is
    not installed, and TryLaterError if the scheduler does not answer.
    """
    if address is None:
        yield None
        return
    if not address.startswith(_DASK) or not address.removeprefix(_DASK):
        raise UsageError(f"{address!r} is not the address of an executor", help="write dask://HOST:PORT")
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("dask is not installed", help="pip install 'justpack[dask]'") from None
    try:
        client = Client(f"tcp://{address.removeprefix(_DASK)}", timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise TryLaterError(
            f"the dask scheduler at {address} does not answer: {str(error) or type(error).__name__}"
        ) from None
    with client:
        yield client.get_executor(pure=False, retries=3)
