"""Opens every page of `stockroom serve`, and the report of `dashboard export`, in a real Chromium, and looks for what is wrong.

Each page is opened at desktop and phone width, in light and in dark. A page fails where the browser says an error on its console or
cannot load something, where the HTML is invalid (html5lib's strict parser), where the page is wider than the window, or where axe-core
finds a breach of WCAG 2.1 A or AA (contrast, labels, headings, roles). Then the forms: a wrong token, a log-in, a decision about a
model, a query that would write, a log-out.

    apt-get install chromium
    python3 -m venv venv && venv/bin/pip install playwright html5lib axe-playwright-python
    venv/bin/python Sources/Benchmarks/peers/pages.py .build/release/stockroom --out pages

Without --warehouse it makes three: an empty one, one after one run of the pipeline, and one after several runs with a served model,
captured predictions and 21 monitored days. Screenshots are left in the directory of --out, one PNG per page, width and scheme. The exit code is 1 where anything failed.
"""

import argparse
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request

import axe_playwright_python
import html5lib
from playwright.sync_api import sync_playwright

WIDTHS = {"desktop": (1280, 900), "phone": (375, 812)}
PAGES = {
    "overview": "/", "trends": "/trends", "predictions": "/predictions", "importance": "/importance", "stores": "/stores",
    "profile": "/profile", "drift": "/drift", "quality": "/quality", "executions": "/executions", "models": "/models",
    "endpoints": "/endpoints", "alerts": "/alerts", "sql": "/sql", "sql-named": "/sql?query=worst_stores&p.stores=5",
    "sql-typed": "/sql?sql=SELECT%20*%20FROM%20mlops.pipeline_executions",
    "sql-error": "/sql?sql=SELECT%20*%20FORM%20mlops.runs", "not-found": "/nothing/here",
}
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
ENDPOINT = "retail-demand-xgb-serverless-prod"


class Stockroom:
    """The program on one warehouse."""

    def __init__(self, program, warehouse):
        self.program, self.warehouse = program, warehouse

    def __call__(self, *arguments, check=True):
        run = subprocess.run(
            [self.program, *map(str, arguments), "--warehouse", self.warehouse], capture_output=True, text=True)
        if check and run.returncode:
            sys.exit(f"{' '.join(map(str, arguments))}: {run.stderr}")
        return run.stdout.strip()

    def serve(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        server = subprocess.Popen(
            [self.program, "serve", "--port", str(port), "--query-seconds", "20", "--warehouse", self.warehouse],
            stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/ping")
                return server, f"http://127.0.0.1:{port}"
            except OSError:
                time.sleep(0.1)
        sys.exit("the server does not answer")


def empty(program, folder):
    stockroom = Stockroom(program, f"{folder}/empty")
    (folder / "nothing.csv").write_text("a\n1\n")
    stockroom("ingest", folder / "nothing.csv", "--table", "notes.things")
    return stockroom


def with_runs(program, folder, name, runs):
    """Runs of the retail pipeline on a small chain of stores, 21 monitored days where there are several."""
    stockroom = Stockroom(program, f"{folder}/{name}")
    data = folder / "demand.csv"
    if not data.exists():
        subprocess.run([program, "generate", "--stores", "6", "--days", "800", "--output", data], check=True)
    stockroom("ingest", data, "--table", "retail_demand.demand_product")
    for run in range(runs):
        stockroom(
            "pipeline", "run", "retail_demand", "--parameter", "RMSEThreshold=100", "--parameter", f"TrainingSeed={42 + run}",
            *(["--parameter", "LogicalDate=2024-12-31"] if run == 0 else []))
    if runs > 1:
        stockroom("pipeline", "run", "retail_demand", "--parameter", "SplitMethod=none", check=False)
        stockroom("monitor", "run", "--days", 21)
        stockroom("model", "approve", "RetailDemandXGB", 1, "--reason", "the first one")
    return stockroom


class Inspection:
    def __init__(self, out):
        self.out, self.failures, self.count = out, [], 0

    def fail(self, name, what):
        self.failures.append(f"{name}: {what}")
        print(f"FAIL {name}: {what}", flush=True)

    def valid(self, name, html):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(html)
        for position, code, _ in parser.errors:
            self.fail(name, f"HTML at {position}: {code}")
        identifiers = re.findall(r'\sid="([^"]*)"', html)
        for twice in {i for i in identifiers if identifiers.count(i) > 1}:
            self.fail(name, f"two elements have the id {twice}")

    def look(self, page, name, url, expected=200):
        messages = []
        page.on("console", lambda m: messages.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: messages.append(str(e)))
        page.on("requestfailed", lambda r: messages.append(f"{r.url} failed"))
        answer = page.goto(url)
        if answer and answer.status != expected:
            self.fail(name, f"status {answer.status}, expected {expected}")
        # The browser itself notes on the console that a page was answered with an error status.
        for message in messages:
            if not (expected >= 400 and "Failed to load resource" in message):
                self.fail(name, f"console: {message}")
        self.inspect(page, name, answer.text() if answer else "")

    def inspect(self, page, name, html):
        self.count += 1
        if html:
            self.valid(name, html)
        page.screenshot(path=f"{self.out}/{name}.png", full_page=True)
        wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if wide > window:
            self.fail(name, f"{wide} pixels wide in a window of {window}")
        page.evaluate(AXE)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})")
        for breach in found["violations"]:
            nodes = "; ".join(node["html"][:120] for node in breach["nodes"][:3])
            self.fail(name, f"axe {breach['id']} ({len(breach['nodes'])}): {nodes}")


def forms(inspection, browser, stockroom, url):
    """Log-in, roles, a decision, SQL that would write, log-out, as a person does it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def check(name, holds):
        if not holds:
            inspection.fail(name, "is not so")

    page.goto(f"{url}/models")
    check("who is not logged in is sent to the log-in page", page.url.endswith("/login?next=%2Fmodels"))
    inspection.inspect(page, "login", page.content())
    page.fill("#token", "sr_wrong")
    page.click("text=Log in >> nth=-1")
    check("a wrong token is refused", "unknown, expired or revoked" in page.content())
    for user, may in (("vic", False), ("ann", True)):
        token = re.search(r"sr_[0-9a-f]+", stockroom("tokens", "create", user)).group()
        page.goto(f"{url}/login?next=/models")
        page.fill("#token", token)
        page.click("button:has-text('Log in')")
        check(f"{user} is logged in and sent on", page.url == f"{url}/models")
        page.click("main tbody tr:first-child a >> nth=0")
        check(f"{user} sees a form: {may}", (page.locator("#reason").count() == 1) == may)
        if may:
            version = page.url
            page.fill("#reason", "better <b>everywhere</b> & \"tested\"")
            page.click("button:has-text('Approve')")
            check("the decision is told", "Approved by ann" in page.content() and page.url == f"{version}?decided=1")
            check("its reason is shown as it was typed", page.get_by_text("better <b>everywhere</b> & \"tested\"").count() == 1)
            inspection.inspect(page, "decided", page.content())
            page.goto(f"{url}/sql")
            page.fill("#sql", "DELETE FROM mlops.runs")
            page.click("button:has-text('Run')")
            check("SQL that would write is refused", "queries cannot write" in page.content())
        page.click("button:has-text('Log out')")
        page.goto(url)
        check(f"{user} is logged out", page.url == f"{url}/login")
    context.close()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("--warehouse", help="look at this one instead of made ones")
    arguments.add_argument("--only", choices=["empty", "one", "several"], help="look at this one of the made ones")
    arguments.add_argument("--out", default="pages")
    arguments.add_argument("--browser", default="/usr/bin/chromium")
    options = arguments.parse_args()
    out = pathlib.Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    folder = out / "warehouses"
    folder.mkdir(exist_ok=True)
    program = str(pathlib.Path(options.program).resolve())
    if options.warehouse:
        stockrooms = {"given": Stockroom(program, options.warehouse)}
    else:
        made = {"empty": lambda: empty(program, folder), "one": lambda: with_runs(program, folder, "one", 1),
                "several": lambda: with_runs(program, folder, "several", 3)}
        stockrooms = {
            name: Stockroom(program, f"{folder}/{name}") if (folder / name).exists() else make()
            for name, make in made.items() if options.only in (None, name)
        }
    inspection = Inspection(out)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for kind, stockroom in stockrooms.items():
            server, url = stockroom.serve()
            try:
                pages = dict(PAGES)
                for name, sql, path in (
                    ("execution", "SELECT execution_id FROM mlops.pipeline_executions ORDER BY started_at LIMIT 1", "/executions/{}"),
                    ("execution-failed", "SELECT execution_id FROM mlops.pipeline_executions WHERE status = 'Failed' LIMIT 1", "/executions/{}"),
                    ("version", "SELECT model_package_group_name || '/' || model_package_version FROM mlops.model_packages ORDER BY model_package_version DESC LIMIT 1", "/models/{}"),
                    ("endpoint", "SELECT endpoint_name FROM mlops.endpoints LIMIT 1", "/endpoints/{}"),
                ):
                    found = stockroom("query", sql, "--format", "csv").splitlines()[1:]
                    if found:
                        pages[name] = path.format(found[0])
                if "endpoint" in pages:
                    ask(stockroom, url, pages["endpoint"])
                for width, (wide, high) in WIDTHS.items():
                    for scheme in ("light", "dark"):
                        context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme)
                        for name, path in pages.items():
                            page = context.new_page()
                            inspection.look(
                                page, f"{kind}-{name}-{width}-{scheme}", url + path, 404 if name == "not-found" else 200)
                            page.close()
                        context.close()
            finally:
                server.terminate()
                server.wait()
            if kind == "empty":
                continue  # an export asks for one run at least
            stockroom("dashboard", "export", out / f"report-{kind}")
            for width, (wide, high) in WIDTHS.items():
                for scheme in ("light", "dark"):
                    context = browser.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme)
                    page = context.new_page()
                    file = (out / f"report-{kind}" / "report.html").resolve()
                    inspection.look(page, f"{kind}-report-{width}-{scheme}", file.as_uri())
                    inspection.valid(f"{kind}-report", file.read_text())
                    context.close()
        if "several" in stockrooms:
            stockroom = stockrooms["several"]
            for user, role in (("vic", "viewer"), ("ann", "approver")):
                stockroom("users", "add", user, "--role", role, check=False)
            server, url = stockroom.serve()
            try:
                forms(inspection, browser, stockroom, url)
            finally:
                server.terminate()
                server.wait()
        browser.close()
    print(f"{inspection.count} pages looked at, {len(inspection.failures)} failures; screenshots in {out}")
    sys.exit(1 if inspection.failures else 0)


def ask(stockroom, url, path):
    """Some predictions, so that there is traffic to look at."""
    columns = stockroom("query", f"SELECT feature_columns FROM mlops.model_packages LIMIT 1", "--format", "csv").split("\n", 1)[1]
    names = re.findall(r"[a-z_]+", columns)
    rows = stockroom("query", f"SELECT {', '.join(names)} FROM retail_demand.test LIMIT 40", "--format", "csv").splitlines()[1:]
    for row in rows + ["no,numbers"]:
        request = urllib.request.Request(
            f"{url}{path}/invocations", data=row.encode(), headers={"Content-Type": "text/csv"})
        try:
            urllib.request.urlopen(request).read()
        except urllib.error.HTTPError:
            pass
    time.sleep(1)


if __name__ == "__main__":
    main()
