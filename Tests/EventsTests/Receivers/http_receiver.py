"""An HTTP receiver for tests: answers with the given statuses in turn (0 closes the connection without an answer, the
last one stays) and writes each request as a line of JSON. The port goes to standard output."""
import http.server
import json
import sys

statuses = [int(word) for word in sys.argv[2].split(",")]
count = 0


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = statuses[min(count, len(statuses) - 1)]
        count += 1
        with open(sys.argv[1], "a") as log:
            log.write(json.dumps({"path": self.path, "headers": dict(self.headers), "body": body, "status": status}) + "\n")
        if status == 0:
            self.close_connection = True
            return
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", "90")
        self.end_headers()
        self.wfile.write(b"answer %d" % status)

    def log_message(self, *arguments):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
