"""Benchmark of the time and the memory of an upload, in comparison with curl.

    python benchmarks/upload.py [--mib 1024] [--rounds 5]

Each upload is a whole process that sends one file to a sink on loopback, with plain HTTP and with TLS. All clients,
including `curl --upload-file`, run in turn in each round, so that other load on the machine affects all of them. The
sink discards the bytes and responds after it has received all of them. The uploads of justpack compare the bytes with
their sha256 while they are sent, as `justpack deploy` does; "unchecked" is the same upload without the sha256. The
medians, and the ratios to curl in the same round, are written to `upload.md`. Needs curl, and openssl for the
certificate.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1 << 20
END = b"PK\5\6" + bytes(18)
"""The last bytes of a zip, without which a file is not sent."""
HERE = Path(__file__).resolve().parent

SETUP = """
import ssl, sys, time
from pathlib import Path
from justpack.client.http.secret import UploadUrl
url, file, cafile, sha256 = UploadUrl(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4] or None
tls = ssl.create_default_context(cafile=cafile)
options = dict(organization="a" * 16, project="p", api_url=sys.argv[1], ssl_context=tls)
"""
SYNC = (
    SETUP
    + """
from justpack.client.clients import Client
with Client("access", "secret", **options) as client:
    start = time.perf_counter()
    client.upload(url, file, sha256=sha256)
    print(time.perf_counter() - start)
"""
)
ASYNC = (
    SETUP
    + """
import asyncio
from justpack.client.clients import AsyncClient
async def main():
    async with AsyncClient("access", "secret", **options) as client:
        start = time.perf_counter()
        await client.upload(url, file, sha256=sha256)
        print(time.perf_counter() - start)
asyncio.run(main())
"""
)


class Sink(threading.Thread):
    """A server that reads a body of known length, discards it and responds 200."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(daemon=True)
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"

    def run(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._serve(connection if self._tls is None else self._tls.wrap_socket(connection, server_side=True))
            except OSError:
                connection.close()

    @staticmethod
    def _serve(connection: socket.socket) -> None:
        buffer = bytearray(MIB)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        head, _, rest = head.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = int(next(line.split(":")[1] for line in lines if line.startswith("content-length:")))
        if "expect: 100-continue" in lines:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        left = length - len(rest)
        while left:
            got = connection.recv_into(buffer)
            if not got:
                return
            left -= got
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close()


@dataclass
class Result:
    """The measurements of one client, one value for each round."""

    seconds: list[float] = field(default_factory=list)
    """The time of the transfer in seconds."""
    whole: list[float] = field(default_factory=list)
    """The time of the whole process in seconds."""
    cpu: list[float] = field(default_factory=list)
    """The CPU time of the process in seconds."""
    peak: list[float] = field(default_factory=list)
    """The peak memory of the process in MiB."""


def measured(command: Sequence[str], result: Result) -> None:
    """Run a process that prints the duration of its transfer, and add its measurements to the result."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    result.whole.append(time.perf_counter() - start)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    result.seconds.append(float(said))
    result.cpu.append(usage.ru_utime + usage.ru_stime)
    result.peak.append(usage.ru_maxrss / (MIB if sys.platform == "darwin" else 1024))


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Create a self-signed certificate for 127.0.0.1; return its path and the TLS settings of the server."""
    key, path = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(path)], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path, key)
    return path, server


def compared(sink: Sink, file: Path, cafile: Path, rounds: int) -> dict[str, Result]:
    """Run every client in every round and return the measurements by client."""
    target = [sink.url, str(file), str(cafile)]
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    curl = ["curl", "-sS", "--fail", "--cacert", str(cafile), "-H", "Content-Type: application/zip"]
    curl += ["-o", os.devnull, "-w", "%{time_total}"]
    commands = {
        "curl": [*curl, "--upload-file", str(file), sink.url + "/app.zip"],
        "justpack, Client": [sys.executable, "-c", SYNC, *target, sha256],
        "justpack, AsyncClient": [sys.executable, "-c", ASYNC, *target, sha256],
        "Client, unchecked": [sys.executable, "-c", SYNC, *target, ""],
        "AsyncClient, unchecked": [sys.executable, "-c", ASYNC, *target, ""],
    }
    results = {name: Result() for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            measured(command, results[name])
    return results


def table(title: str, results: dict[str, Result], size: int) -> list[str]:
    lines = [
        f"## {title}",
        "",
        "| upload | transfer, s | of curl | MiB/s | process, s | CPU, s | CPU of curl | peak, MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    curl = results["curl"]
    for name, result in results.items():
        ratio = statistics.median(a / b for a, b in zip(result.seconds, curl.seconds, strict=True))
        work = statistics.median(a / b for a, b in zip(result.cpu, curl.cpu, strict=True))
        wall, whole, cpu = (statistics.median(times) for times in (result.seconds, result.whole, result.cpu))
        speed = f"{wall:.2f} | {ratio:.2f} | {size / wall:.0f}"
        lines.append(f"| {name} | {speed} | {whole:.2f} | {cpu:.2f} | {work:.2f} | {max(result.peak):.0f} |")
    return [*lines, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mib", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if shutil.which("curl") is None or shutil.which("openssl") is None:
        raise SystemExit("needs curl and openssl")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        cafile, server = certificate(folder)
        small, file = folder / "small.zip", folder / "large.zip"
        small.write_bytes(os.urandom(MIB - len(END)) + END)
        with file.open("wb") as target:
            for _ in range(options.mib):
                target.write(os.urandom(MIB))
            target.seek(-len(END), os.SEEK_END)
            target.write(END)
        lines = [
            "# Uploading: time and memory",
            "",
            f"Made by `python benchmarks/upload.py --mib {options.mib} --rounds {options.rounds}` on {os.cpu_count()}"
            f" CPUs, Python {platform.python_version()}. A process each against the same sink, in turn; medians, ratios"
            " to curl round by round, the largest peak. *transfer*: from the connection to the answer, as curl counts"
            " `time_total`; *process* and *CPU*: with starting the interpreter and loading the HTTP library. Load"
            f" average at the start: {os.getloadavg()[0]:.1f}.",
            "",
        ]
        for title, tls in (("plain HTTP", None), ("TLS", server)):
            sink = Sink(tls)
            sink.start()
            lines += table(f"{options.mib} MiB, {title}", compared(sink, file, cafile, options.rounds), options.mib)
            lines += table(f"1 MiB, {title}: what starting costs", compared(sink, small, cafile, options.rounds), 1)
    (HERE / "upload.md").write_text("\n".join(lines))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
