#!/usr/bin/env python3
"""Fills the disk under a store at random places of a commit, a checkpoint, an import and a compaction (root, Linux).

    WASL_ROUNDS=100 WASL_SEED=1906 disk_full.py path/to/wasl

The store stands on a small tmpfs beside a file that takes the room. Each round leaves some room and runs a command until
it ends or finds the disk full. Exit code 3 (the disk is full) or 0 (it fitted) is right, nothing else; then the room is
given back, and everything acknowledged must be there, whole, and the check clean.
"""
import json, os, random, shutil, subprocess, sys

WASL = os.path.abspath(sys.argv[1])
ROUNDS = int(os.environ.get("WASL_ROUNDS", "40"))
SEED = int(os.environ.get("WASL_SEED", "1906"))
MOUNT = f"/dev/shm/full-{os.getpid()}"
STORE, FILLER, TABLE = f"{MOUNT}/graph", f"{MOUNT}/filler", f"/dev/shm/full-{os.getpid()}.csv"
dice = random.Random(SEED)


def run(*arguments, text=None):
    done = subprocess.run([WASL, *arguments], input=text, capture_output=True, text=True, timeout=300)
    assert "panicked" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def ask(statement):
    code, out, err = run("query", STORE, statement, "--format", "json")
    assert code == 0, f"seed {SEED}: exit code {code} after the room was given back: {err}"
    return json.loads(out)["rows"]


def leave(room):
    """Takes all the room but this much."""
    free = os.statvfs(MOUNT)
    free = free.f_bavail * free.f_bsize
    with open(FILLER, "wb") as file:
        if free > room:
            os.posix_fallocate(file.fileno(), 0, free - room)


def commits(round_):
    lines = []
    for nr in range(200):
        text = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=6000))
        lines.append(f"CREATE (:Mark {{round: {round_}, nr: {nr}, part: 1}}), (:Mark {{round: {round_}, nr: {nr}, part: 2, text: '{text}'}});\n")
    code, out, err = run("shell", STORE, "--format", "json", text="".join(lines))
    told = sum('"counters"' in line or line.startswith("{") for line in out.splitlines()) if code else 200
    return code, told, err


def main():
    os.makedirs(MOUNT)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", MOUNT], check=True)
    full = {}
    try:
        run("shell", STORE, text="CREATE (:Kept);\n")
        rows = 0
        for round_ in range(ROUNDS):
            kind = ("commit", "checkpoint", "import", "compact")[round_ % 4]
            why = f"seed {SEED}, round {round_} ({kind})"
            with open(TABLE, "w") as file:
                file.write("id,name\n" + "".join(f"{row},name {dice.random()}\n" for row in range(rows, rows + 4000)))
            marks = ask("MATCH (m:Mark) RETURN count(m)")[0][0]
            leave(dice.randrange({"commit": 1_600_000, "checkpoint": 700_000, "import": 600_000, "compact": 1_600_000}[kind]))
            told = 0
            if kind == "commit":
                code, told, err = commits(round_)
            elif kind == "checkpoint":
                code, _, err = run("query", STORE, f"CREATE (:Mark {{round: {round_}, nr: 0, part: 1}}), (:Mark {{round: {round_}, nr: 0, part: 2}}); PURGE HISTORY BEFORE datetime()")
            elif kind == "import":
                code, _, err = run("import", STORE, "--nodes", f"Row={TABLE}")
            else:
                code, _, err = run("compact", STORE)
            assert code in (0, 3), f"{why}: exit code {code}: {err}"
            assert code == 0 or "no space" in err or "No space" in err, f"{why}: {err}"
            full[kind] = full.get(kind, 0) + (code == 3)
            os.remove(FILLER)
            pairs = ask(f"MATCH (m:Mark {{round: {round_}}}) WITH m.nr AS nr, count(m) AS parts RETURN nr, parts ORDER BY nr")
            assert all(parts == 2 for _, parts in pairs), f"{why}: torn: {pairs}"
            assert [nr for nr, _ in pairs] == list(range(len(pairs))), f"{why}: a hole: {pairs}"
            assert len(pairs) >= told, f"{why}: {told} acknowledged, {len(pairs)} there"
            assert ask("MATCH (m:Mark) RETURN count(m)")[0][0] == marks + 2 * len(pairs), why
            found = ask("MATCH (r:Row) RETURN count(r)")[0][0]
            assert found == rows or kind == "import" and found == rows + 4000, f"{why}: {found} rows after {rows}"
            assert not (kind == "import" and code == 0 and found == rows), f"{why}: acknowledged and gone"
            rows = found
            code, out, err = run("check", STORE)
            assert code == 0, f"{why}: {out}{err}"
            if round_ % 8 == 7:
                # Begin again: the store must not fill the disk by itself.
                run("query", STORE, "MATCH (m:Mark) DELETE m; MATCH (r:Row) DELETE r; PURGE HISTORY BEFORE datetime()")
                rows = 0
        print(f"{ROUNDS} rounds, disk full in {full}: 0 lost, 0 torn, 0 stores that do not open")
    finally:
        subprocess.run(["umount", MOUNT], capture_output=True)
        shutil.rmtree(MOUNT, ignore_errors=True)
        if os.path.exists(TABLE):
            os.remove(TABLE)


main()
