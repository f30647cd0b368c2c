"""A JSON API that takes its time: a program of its own, so that serving does not share the reader's processor time.

`GET /<rows>/<milliseconds>?page=N&per_page=M` waits and answers with invented visits. Prints its port.
"""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        rows, milliseconds = map(int, parts.path.strip("/").split("/"))
        query = parse_qs(parts.query)
        size = int(query["per_page"][0])
        first = (int(query["page"][0]) - 1) * size
        time.sleep(milliseconds / 1000)
        visits = [visit(number) for number in range(first, min(first + size, rows))]
        content = json.dumps({"visits": visits, "total": rows}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def visit(number: int) -> dict[str, object]:
    """Return the invented visit of that number."""
    return {
        "id": number,
        "child": f"C{number % 90:04d}",
        "day": f"{number % 12 + 1:02d}/{number % 28 + 1:02d}/2026",
        "activity": ("Reading", "Sports", "Music")[number % 3],
        "minutes": 30 + number % 60,
    }


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.request_queue_size = 256
    print(server.server_port, flush=True)
    server.serve_forever()
