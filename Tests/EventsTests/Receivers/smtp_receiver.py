"""A mail server for tests: aiosmtpd with or without TLS and log-in. Answers with the given reply codes in turn (the last
one stays) and writes each mail that it takes as a line of JSON. The port goes to standard output."""
import argparse
import asyncio
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

options = argparse.ArgumentParser()
options.add_argument("log")
options.add_argument("--codes", default="250")
options.add_argument("--tls", choices=["none", "starttls", "tls"], default="none")
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--user")
options.add_argument("--password")
options = options.parse_args()
codes = [int(word) for word in options.codes.split(",")]
count = 0


class Handler:
    async def handle_DATA(self, server, session, envelope):
        global count
        code = codes[min(count, len(codes) - 1)]
        count += 1
        if code == 250:
            with open(options.log, "a") as log:
                log.write(json.dumps({
                    "from": envelope.mail_from, "to": envelope.rcpt_tos, "mail": envelope.content.decode(),
                    "tls": options.tls == "tls" or session.ssl is not None, "user": session.auth_data and session.auth_data.login.decode(),
                }) + "\n")
            return "250 taken"
        return f"{code} not now"


def authenticate(server, session, envelope, mechanism, data):
    isRight = (data.login, data.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=isRight, auth_data=data)


async def main():
    context = None
    if options.tls != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
    settings = {"hostname": "localhost"}
    if options.tls == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if options.user:
        settings |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": options.tls == "starttls"}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **settings), "127.0.0.1", 0, ssl=context if options.tls == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
