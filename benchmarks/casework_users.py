"""Users of the service at once: each sends its next request when the last was answered. Standard library only.

    python benchmarks/casework_users.py PORT < plan.json > milliseconds.json

A process of its own, so that it does not share Python's lock with the server. The plan holds a list for each user of
requests `[method, path, headers, body]`; the answer holds the milliseconds of each request.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time


def user(port: int, requests: list[list], spent: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for method, path, headers, body in requests:
        began = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        spent.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")


def main() -> None:
    spent: list[float] = []
    threads = [
        threading.Thread(target=user, args=(int(sys.argv[1]), plan, spent)) for plan in json.load(sys.stdin)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(spent, sys.stdout)


if __name__ == "__main__":
    main()
