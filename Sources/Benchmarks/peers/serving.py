"""Requests for one prediction per second: `stockroom serve` beside `mlflow models serve` and FastAPI + xgboost on uvicorn.

All three serve the model of the retail pipeline to `wrk` on the same machine, one row of CSV or JSON a request over connections
that are kept, in turns: A B C A B C …. The peers run two workers each, one per core of the machine they were measured on.

    python3 -m venv venv && venv/bin/pip install mlflow fastapi uvicorn xgboost pandas
    venv/bin/python Sources/Benchmarks/peers/serving.py .build/release/stockroom --rounds 3 --seconds 10

Prints a Markdown table: the median over the rounds of requests per second and of the 99th percentile of the time to an answer under full
load, the 99th percentile at about half of the top rate (128 connections, each waiting between its requests, at random), and the memory
of all processes of a server after the load.
"""

import argparse
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ENDPOINT = "retail-demand-xgb-serverless-prod"
# Connections for half of the top rate.
PATIENT = 128

FASTAPI = """
import json, sys
import numpy as np, xgboost as xgb
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
booster = xgb.Booster(model_file={model!r})
booster.set_param({{"nthread": 1}})
app = FastAPI()

@app.get("/ping")
def ping():
    return "ok"

@app.post("/invocations")
async def invocations(request: Request):
    row = np.array([(await request.body()).decode().split(",")], dtype=np.float32)
    return PlainTextResponse(str(float(booster.inplace_predict(row)[0])))
"""

WRK = """
wrk.method = "POST"
wrk.body = {body!r}
wrk.headers["Content-Type"] = "{type}"
{delay}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(url, process, seconds=120):
    end = time.time() + seconds
    while time.time() < end:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"{url}: the server ended with {process.returncode}")
            time.sleep(0.1)
    raise SystemExit(f"{url}: no answer in {seconds} s")


def memory_mb(process):
    """Resident memory of a process and all that it started."""
    parents = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rsplit(")", 1)[1].split()
            parents[int(path.name)] = int(fields[1])
        except OSError:
            pass
    family, grown = {process.pid}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family |= more
        grown = bool(more)
    pages = 0
    for pid in family:
        try:
            pages += int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            pass
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wrk(server, folder, seconds, connections, delay_ms=None):
    script = folder / "wrk.lua"
    # Clients that do not know of each other: equal pauses would bring all requests in one burst.
    delay = f"function delay() return math.random(0, {2 * delay_ms}) end" if delay_ms is not None else ""
    script.write_text(WRK.format(body=server["body"], type=server["type"], delay=delay))
    text = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), server["url"]],
        check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise SystemExit(f"{server['name']}: {text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", text).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def half_delay(server, folder, rate):
    """Milliseconds that each of the patient connections waits between its requests for half of the top rate: a short run with
    a first guess tells how long the answers themselves take."""
    wanted = 1000 * PATIENT / (rate / 2)
    guess = max(1, round(wanted))
    observed, _ = wrk(server, folder, 2, PATIENT, guess)
    return max(1, round(guess + wanted - 1000 * PATIENT / observed))


def prepare(stockroom, folder):
    """A warehouse whose endpoint serves the retail pipeline's model; returns the model's folder, its features and a row."""
    warehouse = folder / "warehouse"
    run = lambda *arguments: subprocess.run(
        [stockroom, *arguments, "--warehouse", str(warehouse)], check=True, capture_output=True, text=True).stdout
    run("demo")
    group = json.loads(run("model", "list", "--format", "json"))[0]["model_package_group_name"]
    run("model", "approve", group, "latest", "--reason", "benchmark")
    run("endpoint", "deploy", ENDPOINT, "--group", group, "--capture-percent", "0")
    archive = next((warehouse / "objects").rglob("model.tar.gz"))
    model = folder / "model"
    model.mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", model], check=True)
    features = json.loads((model / "feature_columns.json").read_text())
    columns = ", ".join(features)
    row = json.loads(run("query", f"SELECT {columns} FROM retail_demand.test LIMIT 1", "--format", "json"))[0]
    return warehouse, model, features, row


def start(stockroom, warehouse, model, features, row, folder):
    values = ",".join(str(float(row[name])) for name in features)
    servers = []

    def add(name, command, url, ping, body, type, **environment):
        log = open(folder / f"{len(servers)}.log", "wb")
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, **environment}, start_new_session=True)
        servers.append(dict(name=name, process=process, url=url, body=body, type=type))
        wait_for(ping, process)

    port = free_port()
    base = f"http://127.0.0.1:{port}"
    add("stockroom serve", [stockroom, "serve", "--port", str(port), "--warehouse", str(warehouse)],
        f"{base}/endpoints/{ENDPOINT}/invocations", f"{base}/ping", values, "text/csv")

    port = free_port()
    (folder / "app.py").write_text(FASTAPI.format(model=str(model / "xgboost-model.json")))
    add("FastAPI + xgboost on uvicorn, 2 workers",
        [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--workers", "2", "--log-level", "warning",
         "--app-dir", str(folder)],
        f"http://127.0.0.1:{port}/invocations", f"http://127.0.0.1:{port}/ping", values, "text/csv")

    import mlflow.xgboost
    import xgboost
    booster = xgboost.Booster(model_file=str(model / "xgboost-model.json"))
    mlflow.xgboost.save_model(booster, str(folder / "mlflow"))
    port = free_port()
    add("mlflow models serve, 2 workers",
        [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder / "mlflow"), "--env-manager", "local", "-p",
         str(port), "--workers", "2"],
        f"http://127.0.0.1:{port}/invocations", f"http://127.0.0.1:{port}/ping",
        ",".join(features) + "\n" + values, "text/csv",
        PATH=f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")
    return servers


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("stockroom")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--connections", type=int, default=32)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        warehouse, model, features, row = prepare(options.stockroom, folder)
        servers = start(options.stockroom, warehouse, model, features, row, folder)
        try:
            for server in servers:
                wrk(server, folder, 2, options.connections)
                server.update(rates=[], p99=[])
            for _ in range(options.rounds):
                for server in servers:
                    rate, p99 = wrk(server, folder, options.seconds, options.connections)
                    server["rates"].append(rate)
                    server["p99"].append(p99)
            print("| server | requests/s | p99, full load | p99, half of it | memory |")
            print("|---|---|---|---|---|")
            for server in servers:
                rate = statistics.median(server["rates"])
                delay = half_delay(server, folder, rate)
                half_rate, half = wrk(server, folder, options.seconds, PATIENT, delay)
                print(f"| {server['name']} | {rate:,.0f} | {statistics.median(server['p99']):.2f} ms "
                      f"| {half:.2f} ms at {half_rate:,.0f}/s | {memory_mb(server['process']):.0f} MB |", flush=True)
        finally:
            for server in servers:
                try:
                    os.killpg(server["process"].pid, signal.SIGTERM)
                except ProcessLookupError:
                    pass
            for server in servers:
                server["process"].wait(timeout=60)


if __name__ == "__main__":
    main()
