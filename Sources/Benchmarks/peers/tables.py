"""CSV import, table to columns and CSV export beside their peers, interleaved.

    swift build -c release
    .build/release/stockroom generate --stores 1000 --days 1000 --output /tmp/bench.csv
    python3 Sources/Benchmarks/peers/tables.py .build/release/Benchmarks /tmp/bench.csv [RUNS]

Peers: the sqlite3 shell, and from PyPI pandas, sqlalchemy, connectorx, pyarrow and adbc-driver-sqlite (in the Python that runs this
script). Every piece of work is a process of its own, the interpreter's start included; the tables show the least of RUNS (5)
of elapsed seconds, processor seconds and peak memory, with the ratios of the peer's to ours. The import goes into a new
database each time.
"""
import os, shutil, subprocess, sys, tempfile, time

benchmarks, csv = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
folder = tempfile.mkdtemp(prefix="tables-")
warehouse = os.path.join(folder, "warehouse")
database = os.path.join(warehouse, "databases", "bench.sqlite")


def measure(command, stdin=None):
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    if stdin:
        process.stdin.write(stdin.encode())
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(title, works):
    results = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            results[name].append(work())
    ours = [min(column) for column in zip(*results["stockroom"])]
    print(f"\n{title}\n\n| | elapsed s | processor s | peak MB | elapsed, times stockroom | processor, times stockroom |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, rows in results.items():
        elapsed, processor, peak = (min(column) for column in zip(*rows))
        print(f"| {name} | {elapsed:.2f} | {processor:.2f} | {peak:.0f} | {elapsed / ours[0]:.2f} | {processor / ours[1]:.2f} |")


def import_ours():
    shutil.rmtree(warehouse, ignore_errors=True)
    return measure([benchmarks, "import", csv, warehouse])


def import_sqlite(schema):
    file = os.path.join(folder, "shell.sqlite")
    for suffix in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(file + suffix):
            os.remove(file + suffix)
    skip = "--skip 1 " if schema else ""
    return measure(["sqlite3", file], f"{schema}\n.mode csv\n.import {skip}{csv} data\n")


python = lambda code: measure([sys.executable, "-c", code])


def import_pandas(connection):
    module = connection.split(".")[0]
    return python(
        f"import pandas, {module}, os; f={os.path.join(folder, 'pandas.sqlite')!r}; os.path.exists(f) and os.remove(f); "
        f"pandas.read_csv({csv!r}, low_memory=False).to_sql('data', {connection}, index=False)")


import_ours()
schema = subprocess.run(
    ["sqlite3", database, "SELECT sql FROM sqlite_schema WHERE name = 'data'"], capture_output=True, text=True
).stdout.strip() + ";"
compare("CSV to table", {
    "stockroom": import_ours,
    "sqlite3 .import, all text": lambda: import_sqlite(""),
    "sqlite3 .import, typed table": lambda: import_sqlite(schema.replace(" STRICT", "")),
    "pandas.read_csv + to_sql, SQLAlchemy": lambda: import_pandas("sqlalchemy.create_engine('sqlite:///' + f)"),
    "pandas.read_csv + to_sql, sqlite3 module": lambda: import_pandas("sqlite3.connect(f)"),
})
import_ours()
compare("Table to columns", {
    "stockroom": lambda: measure([benchmarks, "columns", "bench.data", warehouse]),
    "connectorx": lambda: python(
        f"import connectorx; connectorx.read_sql('sqlite://{database}', 'SELECT * FROM data')"),
    "ADBC": lambda: python(
        "import adbc_driver_sqlite.dbapi as adbc; "
        f"cursor = adbc.connect({database!r}).cursor(); cursor.execute('SELECT * FROM data'); cursor.fetch_arrow_table()"),
    "pandas.read_sql": lambda: python(
        f"import pandas, sqlite3; pandas.read_sql('SELECT * FROM data', sqlite3.connect({database!r}))"),
})
output = os.path.join(folder, "out.csv")
compare("Table to CSV", {
    "stockroom": lambda: measure([benchmarks, "export", "bench.data", warehouse, output]),
    "sqlite3 -csv": lambda: measure(["sh", "-c", f"sqlite3 -header -csv {database} 'SELECT * FROM data' > {output}"]),
})
shutil.rmtree(folder)
