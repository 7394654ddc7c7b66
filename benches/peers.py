"""The peers of `cargo bench --bench questions -- --peers`: whichever of duckdb, sqlite3, ladybug and kuzu there are.

    python benches/peers.py FOLDER        FOLDER has task.json and the CSV files that the bench wrote

Each engine runs in a process of its own and writes one line of JSON: seconds of loading and opening, bytes on disk, and
for each question the median seconds of a warm call and the rows of all calls.
"""

import importlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

LONG, OFTEN = 0.6, 25


class Sql:
    """What duckdb and sqlite share."""

    def statements(self, task):
        for label, columns in task["nodes"]:
            yield f"CREATE TABLE {label}(id BIGINT PRIMARY KEY{''.join(f', {name} {kind}' for name, kind in columns)})"
        for kind, _, _, columns in task["relationships"]:
            yield f"CREATE TABLE {kind}(a BIGINT, b BIGINT{''.join(f', {name} {of}' for name, of in columns)})"

    def indexes(self, task):
        for kind, *_ in task["relationships"]:
            yield f"CREATE INDEX {kind}_a ON {kind}(a)"
            yield f"CREATE INDEX {kind}_b ON {kind}(b)"
        yield "CREATE INDEX Person_name ON Person(name)"

    def text(self, question):
        return question["sql"]


class Duckdb(Sql):
    module = "duckdb"

    def open(self, path):
        self.connection = importlib.import_module("duckdb").connect(str(path))

    def load(self, folder, path, task):
        self.open(path)
        for statement in self.statements(task):
            self.connection.execute(statement)
        for name, *_ in task["nodes"] + task["relationships"]:
            self.connection.execute(f"COPY {name} FROM '{folder / name}.csv' (HEADER)")
        self.connection.execute("CHECKPOINT")
        self.close()

    def ask(self, text, parameters):
        # No indexes: they cost more than they give to an engine that scans.
        return self.connection.execute(text, parameters or None).fetchall()

    def close(self):
        self.connection.close()


class Sqlite(Sql):
    module = "sqlite3"

    def open(self, path):
        self.connection = importlib.import_module("sqlite3").connect(path)
        # LIKE may then use the index.
        self.connection.execute("PRAGMA case_sensitive_like = ON")

    def load(self, folder, path, task):
        import csv

        self.open(path)
        self.connection.execute("PRAGMA journal_mode = WAL")
        for statement in self.statements(task):
            self.connection.execute(statement)
        for name, *_ in task["nodes"] + task["relationships"]:
            with open(folder / f"{name}.csv", newline="") as file:
                rows = csv.reader(file)
                width = len(next(rows))
                self.connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)
        for statement in self.indexes(task):
            self.connection.execute(statement)
        self.connection.execute("ANALYZE")
        self.connection.commit()
        self.close()

    def ask(self, text, parameters):
        return self.connection.execute(text, parameters).fetchall()

    def close(self):
        self.connection.close()


class Kuzu:
    module = "kuzu"
    kinds = {"TEXT": "STRING", "BIGINT": "INT64"}

    def open(self, path):
        module = importlib.import_module(self.module)
        self.database = module.Database(str(path))
        self.connection = module.Connection(self.database)

    def load(self, folder, path, task):
        self.open(path)
        for label, columns in task["nodes"]:
            more = "".join(f", {name} {self.kinds[kind]}" for name, kind in columns)
            self.connection.execute(f"CREATE NODE TABLE {label}(id INT64 PRIMARY KEY{more})")
        for kind, start, end, columns in task["relationships"]:
            more = "".join(f", {name} {self.kinds[of]}" for name, of in columns)
            self.connection.execute(f"CREATE REL TABLE {kind}(FROM {start} TO {end}{more})")
        for name, *_ in task["nodes"] + task["relationships"]:
            self.connection.execute(f"COPY {name} FROM '{folder / name}.csv' (HEADER=true)")
        self.connection.execute("CHECKPOINT")
        self.close()

    def text(self, question):
        return question["cypher"]

    def ask(self, text, parameters):
        return self.connection.execute(text, parameters).get_all()

    def close(self):
        self.connection.close()
        self.database.close()


class Ladybug(Kuzu):
    module = "ladybug"


PEERS = {"duckdb": Duckdb, "sqlite": Sqlite, "ladybug": Ladybug, "kuzu": Kuzu}


def size(path):
    return sum(file.stat().st_size for file in path.parent.rglob(f"{path.name}*") if file.is_file())


def warm(engine, text, calls):
    begun, times = time.perf_counter(), []
    while len(times) < 3 or (len(times) < OFTEN and time.perf_counter() - begun < LONG):
        start = time.perf_counter()
        for call in calls:
            engine.ask(text, call)
        times.append((time.perf_counter() - start) / len(calls))
    return statistics.median(times)


def answer(engine, text, calls):
    try:
        rows = [list(row) for call in calls for row in engine.ask(text, call)]
        return {"rows": rows, "warm": warm(engine, text, calls)}
    except Exception as error:  # noqa: BLE001 a peer may fail in any way
        return {"error": str(error).splitlines()[0][:200]}


def one(name, folder):
    task = json.loads((folder / "task.json").read_text())
    path = folder / name
    engine = PEERS[name]()
    start = time.perf_counter()
    engine.load(folder, path, task)
    load = time.perf_counter() - start
    start = time.perf_counter()
    engine.open(path)
    first = {"cypher": "MATCH (c:Company {id: 1}) RETURN c.name", "sql": "SELECT name FROM Company WHERE id = 1"}
    engine.ask(engine.text(first), {})
    opened = time.perf_counter() - start
    asked = [question for question in task["questions"] if engine.text(question)]
    answers = {question["name"]: answer(engine, engine.text(question), question["calls"]) for question in asked}
    engine.close()
    line = {"name": name, "load": load, "open": opened, "bytes": size(path), "answers": answers}
    print(json.dumps(line, default=float), flush=True)


def clear(path):
    shutil.rmtree(path, ignore_errors=True)
    for file in path.parent.glob(f"{path.name}*"):
        if file.is_file():
            file.unlink()


def main():
    folder = pathlib.Path(sys.argv[1])
    if len(sys.argv) > 2:
        one(sys.argv[2], folder)
        # Some engines take their time to leave.
        sys.stdout.flush()
        os._exit(0)
    for name, peer in PEERS.items():
        try:
            importlib.import_module(peer.module)
        except ImportError:
            print(f"no {name}: not installed here", file=sys.stderr)
            continue
        clear(folder / name)
        if subprocess.run([sys.executable, __file__, str(folder), name], check=False).returncode:
            print(f"{name} failed", file=sys.stderr)


main()
