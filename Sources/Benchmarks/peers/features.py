"""The point-in-time join beside its peers, interleaved.

    swift build -c release --product Benchmarks
    .build/release/Benchmarks features prepare WAREHOUSE 1000000 5000000
    python3 Sources/Benchmarks/peers/features.py .build/release/Benchmarks WAREHOUSE [RUNS]

Peers, from PyPI in the Python that runs this script: DuckDB's ASOF JOIN on native tables (loaded once, outside of the
measurement), pandas.merge_asof fed from SQLite, and Feast's local offline store (Dask on Parquet files) where feast is
installed. Every join is a process of its own; the table shows the median over RUNS (3) of elapsed seconds, processor seconds
and peak memory, with the ratios of the peer's to ours. Every join must find the same number of values and the same sum.
"""
import multiprocessing, os, statistics, subprocess, sys, tempfile, textwrap, time

benchmarks, warehouse = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
work = os.environ.get("BENCHMARK_DIR") or tempfile.mkdtemp(prefix="stockroom-features-")
os.makedirs(work, exist_ok=True)
store = f"{warehouse}/databases/feature_store.sqlite"
bench = f"{warehouse}/databases/bench.sqlite"
native = f"{work}/native.duckdb"

columns = {g: [f"{g}_{i}" for i in range(1, 6)] for g in ("first", "second")}


def run(arguments):
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        return None
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.strip()


def python(code):
    return [sys.executable, "-c", textwrap.dedent(code)]


def prepare_duckdb():
    import duckdb
    if os.path.exists(native):
        return
    con = duckdb.connect(native)
    import sqlite3
    for table, file, extra in (("entities", bench, ["label"]), ("first_group", store, columns["first"]),
                               ("second_group", store, columns["second"])):
        import pandas
        names = ["id", "event_time"] + extra
        frame = pandas.read_sql(f"SELECT {', '.join(names)} FROM {table}", sqlite3.connect(file))
        frame["event_time"] = pandas.to_datetime(frame["event_time"], utc=True).dt.tz_localize(None)
        con.register("frame", frame)
        con.execute(f"CREATE TABLE {table} AS SELECT * FROM frame")
        con.unregister("frame")
        frame.to_parquet(f"{work}/{table}.parquet")
    con.close()


duckdb_code = f"""
    import duckdb
    con = duckdb.connect({native!r}, read_only=True)
    con.execute('SET enable_progress_bar = false')
    table = con.execute('''SELECT e.*, {", ".join("a." + c for c in columns["first"])}, {", ".join("b." + c for c in columns["second"])}
      FROM entities e
      ASOF LEFT JOIN first_group a ON e.id = a.id AND e.event_time >= a.event_time
      ASOF LEFT JOIN second_group b ON e.id = b.id AND e.event_time >= b.event_time''').fetchnumpy()
    import numpy
    v = numpy.ma.filled(table["first_1"].astype(float), numpy.nan)
    print(numpy.isfinite(v).sum(), round(float(numpy.nansum(v)), 3))
"""

pandas_code = f"""
    import pandas, sqlite3
    def read(table, file, names):
        frame = pandas.read_sql(f"SELECT id, event_time, {{', '.join(names)}} FROM {{table}}", sqlite3.connect(file))
        frame["event_time"] = pandas.to_datetime(frame["event_time"], utc=True, format="ISO8601")
        return frame.sort_values("event_time")
    result = read("entities", {bench!r}, ["label"])
    result = pandas.merge_asof(result, read("first_group", {store!r}, {columns["first"]}), on="event_time", by="id")
    result = pandas.merge_asof(result, read("second_group", {store!r}, {columns["second"]}), on="event_time", by="id")
    print(result["first_1"].notna().sum(), round(float(result["first_1"].sum()), 3))
"""

feast_code = f"""
    import os, pandas, datetime
    from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig
    from feast.types import Float64
    from feast.value_type import ValueType
    os.environ["FEAST_USAGE"] = "False"
    store = FeatureStore(config=RepoConfig(project="p", registry={work!r} + "/registry.db", provider="local",
      offline_store=dict(type="dask"), online_store=None, entity_key_serialization_version=3))
    entity = Entity(name="id", join_keys=["id"], value_type=ValueType.INT64)
    views = []
    for g in ("first", "second"):
        source = FileSource(path={work!r} + f"/{{g}}_group.parquet", timestamp_field="event_time")
        views.append(FeatureView(name=f"{{g}}_view", entities=[entity], ttl=datetime.timedelta(days=36500), source=source,
          schema=[Field(name=f"{{g}}_{{i}}", dtype=Float64) for i in range(1, 6)], online=False))
    store.apply([entity] + views)
    rows = pandas.read_parquet({work!r} + "/entities.parquet")
    rows["event_time"] = rows["event_time"].dt.tz_localize("UTC")
    rows = rows.rename(columns=dict(event_time="event_timestamp"))
    frame = store.get_historical_features(rows, [f"{{g}}_view:{{g}}_{{i}}" for g in ("first", "second") for i in range(1, 6)]).to_df()
    print(frame["first_1"].notna().sum(), round(float(frame["first_1"].sum()), 3))
"""

# In a process of its own: what this one holds would count as the peak of those it starts.
loader = multiprocessing.Process(target=prepare_duckdb)
loader.start()
loader.join()
contestants = [("stockroom", [benchmarks, "features", "join", warehouse]), ("DuckDB ASOF JOIN", python(duckdb_code)),
               ("pandas.merge_asof from SQLite", python(pandas_code))]
try:
    import feast  # noqa: F401
    contestants.append(("Feast " + feast.__version__ + ", Dask on Parquet", python(feast_code)))
except ImportError:
    print("feast is not installed here: left out", file=sys.stderr)

times = {name: [] for name, _ in contestants}
for _ in range(runs):
    for name, arguments in contestants:
        result = run(arguments)
        if result:
            times[name].append(result)
            print(f"{name}: {result[0]:.2f} s, {result[1]:.2f} cpu s, {result[2]:.0f} MB: {result[3]}", file=sys.stderr)

ours = times["stockroom"]
print("| | elapsed s | processor s | peak MB | elapsed, times stockroom | processor, times stockroom |")
print("|---|---:|---:|---:|---:|---:|")
for name, _ in contestants:
    if not times[name]:
        print(f"| {name} | failed | | | | |")
        continue
    wall, cpu, memory = (statistics.median(t[i] for t in times[name]) for i in range(3))
    base = [statistics.median(t[i] for t in ours) for i in range(2)]
    print(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {wall / base[0]:.2f} | {cpu / base[1]:.2f} |")
