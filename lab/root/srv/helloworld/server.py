# SPDX-License-Identifier: GPL-3.0-or-later
"""The web server of the lab: one page on port 8080. It asks for nothing that it would have to be
protected with, so it is a good first service to harden."""

import functools
import http.server
import pathlib

FOLDER = pathlib.Path(__file__).parent / "pages"


def main() -> None:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=FOLDER)
    with http.server.ThreadingHTTPServer(("", 8080), handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
