"""A receiver on Python's http.server and email parser, standard library alone.

The cgi module, which once did this, is gone from Python 3.13; the email parser is on every Python 3.
"""

import hashlib
import json
import os
import sys
import threading
from email.parser import BytesFeedParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHUNK = 1 << 20


def text(value):
    """The parser keeps bytes beyond ASCII as surrogates; strict decoding lets no wrong byte pass."""
    return None if value is None else value.encode("utf-8", "surrogateescape").decode("utf-8")


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        try:
            status, result = 200, self.receive()
        except Exception as error:  # whatever it is, the test must read it
            status, result = 400, {"error": repr(error)}
            self.close_connection = True
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def receive(self):
        length = int(self.headers["Content-Length"])
        parser = BytesFeedParser(policy=HTTP)
        parser.feed(b"Content-Type: " + self.headers["Content-Type"].encode("latin-1") + b"\r\n\r\n")
        received = 0
        while received < length:
            chunk = self.rfile.read(min(CHUNK, length - received))
            if not chunk:
                raise EOFError(f"{received} of {length} bytes came")
            received += len(chunk)
            parser.feed(chunk)
        message = parser.close()
        if message.defects:
            raise ValueError(message.defects)
        fields, files = [], []
        for part in message.iter_parts():
            content = part.get_payload(decode=True)
            disposition = part["Content-Disposition"].params
            name, filename = text(disposition.get("name")), text(disposition.get("filename"))
            if filename is None:
                fields.append([name, content.decode("utf-8")])
                continue
            files.append(
                {
                    "field": name,
                    "filename": filename,
                    "contentType": part["Content-Type"],
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
        return {
            "fields": fields,
            "files": files,
            "contentLength": length,
            "received": received,
            "headers": {name.lower(): value for name, value in self.headers.items()},
        }

    def log_message(self, *_):
        pass


def leave_with_starter():
    """The starter holds standard input open; when it dies, this server goes too."""
    sys.stdin.buffer.read()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=leave_with_starter, daemon=True).start()
print("listening", server.server_address[1], flush=True)
server.serve_forever()
