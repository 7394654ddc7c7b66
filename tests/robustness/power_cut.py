#!/usr/bin/env python3
"""Cuts the power of a store on a loop device in RAM, again and again (root, Linux).

    WASL_ROUNDS=200 WASL_SEED=1906 power_cut.py path/to/wasl

The file system stands on a file in /dev/shm. A shell commits, purges and is stopped (SIGSTOP) at a random moment; other
rounds stop an import, a checkpoint with purge, or a compaction. The file is copied as it is then: what was only in the
page cache of the file system is not in it. The copy is mounted in the place of the device, as after a power cut, and
compared with what was acknowledged:

  acknowledged commits there · none torn · no hole · the history begins where a purge put it · AS OF right · check clean

Sound for a round of less than a few seconds: later the kernel would write back what was not synced.
"""
import json, os, random, shutil, signal, subprocess, sys, threading, time

WASL = os.path.abspath(sys.argv[1])
ROUNDS = int(os.environ.get("WASL_ROUNDS", "20"))
SEED = int(os.environ.get("WASL_SEED", "1906"))
HOME = f"/dev/shm/power-{os.getpid()}"
DISK, NEXT, MOUNT = f"{HOME}/disk", f"{HOME}/next", f"{HOME}/mount"
STORE = f"{MOUNT}/graph"
dice = random.Random(SEED)


def call(*command, **rest):
    return subprocess.run(command, check=True, capture_output=True, text=True, **rest).stdout


def mount():
    call("mount", "-o", "loop,commit=600", DISK, MOUNT)


def cut():
    """What the device has received so far is the disk from now on."""
    call("cp", "--sparse=always", DISK, NEXT)


def after_cut():
    call("umount", MOUNT)
    os.replace(NEXT, DISK)
    mount()


def ask(*statements):
    done = subprocess.run([WASL, "query", STORE, "; ".join(statements), "--format", "json"], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(f"seed {SEED}: exit code {done.returncode}: {done.stderr}")
    return [json.loads(line)["rows"] for line in done.stdout.splitlines()]


class Account:
    """Marks and rows in the graph as of each commit, and where the history begins."""

    def __init__(self):
        self.marks, self.rows, self.first = [0, 0], [0, 0], 1

    def commit(self, marks, rows):
        self.marks.append(self.marks[-1] + marks)
        self.rows.append(self.rows[-1] + rows)

    @property
    def last(self):
        return len(self.marks) - 1


def stream(round_, account):
    """Lines of a round: (kind, text, purge before)."""
    lines = []
    for nr in range(40):
        text = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=4000))
        marks = ", ".join(f"(:Mark {{round: {round_}, nr: {nr}, part: {part}}})" for part in (1, 2))
        lines.append(("commit", f"MATCH (p:Pad) SET p.text = '{text}' CREATE {marks};", 0))
        if nr % 6 == 3:
            before = max(1, account.last + nr + 1 - dice.randrange(14))
            lines.append(("purge", f"PURGE HISTORY BEFORE {before};", before))
    return lines


def stopped(command, lines, wanted, patience):
    """Runs a command, stops it after `wanted` acknowledgements and some time; gives how many it has made, and if it ended."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    heard = []

    def listen():
        for line in child.stdout:
            heard.append(line)

    ears = threading.Thread(target=listen)
    ears.start()

    def say():
        try:
            child.stdin.write("".join(text + "\n" for _, text, _ in lines).encode())
            child.stdin.flush()
        except BrokenPipeError:
            pass  # it was stopped before it has read all

    feed = threading.Thread(target=say)
    feed.start()
    while len(heard) < wanted and child.poll() is None:
        time.sleep(0.0005)
    time.sleep(patience)
    ended = child.poll() == 0
    if child.poll() is None:
        child.send_signal(signal.SIGSTOP)
    cut()
    child.kill()
    child.wait()
    ears.join()
    feed.join()
    return sum(line.endswith(b"\n") for line in heard), ended


def check(round_, kind, account, told, following):
    """Compares the store with the account; `told` lines were acknowledged, `following` may have been under way."""
    why = f"seed {SEED}, round {round_} ({kind})"
    history, seen = ask(
        "CALL db.commits() YIELD sequence RETURN min(sequence), max(sequence), count(*)",
        f"MATCH (m:Mark {{round: {round_}}}) WITH m.nr AS nr, collect(m.part) AS parts RETURN nr, size(parts) ORDER BY nr",
    )
    commits = sum(kind == "commit" for kind, _, _ in told)
    assert [nr for nr, _ in seen] == list(range(len(seen))), f"{why}: a hole in {seen}"
    assert all(parts == 2 for _, parts in seen), f"{why}: torn {seen}"
    in_flight = following is not None and following[0] == "commit"
    assert commits <= len(seen) <= commits + in_flight, f"{why}: {len(seen)} commits, {commits} acknowledged"
    for _ in seen:
        account.commit(2, 0)
    first, last, count = history[0]
    assert last == account.last and count == last + 1 - first, f"{why}: history {history}, {account.last} commits"
    sure = max([account.first] + [before for kind, _, before in told if kind == "purge"])
    perhaps = max(sure, following[2] if following and following[0] == "purge" else 0)
    assert first in (sure, perhaps), f"{why}: the history begins with {first}, not {sure}"
    account.first = first
    for commit in {first - 1, dice.randint(first - 1, last), last}:
        [[found]] = ask(f"FOR SYSTEM_TIME AS OF {commit} MATCH (n) RETURN count(CASE WHEN n:Mark THEN 1 END), count(CASE WHEN n:Row THEN 1 END)")
        assert found == [account.marks[commit], account.rows[commit]], f"{why}: as of {commit}: {found}"


def round_of_shell(round_, account):
    lines = stream(round_, account)
    told, _ = stopped([WASL, "shell", STORE, "--format", "json"], lines, dice.randrange(20), dice.random() * 0.02)
    after_cut()
    check(round_, "shell", account, lines[:told], lines[told] if told < len(lines) else None)


def round_of_command(round_, account):
    kind = ("import", "compact", "purge")[round_ // 4 % 3]
    table, before = f"{HOME}/rows.csv", max(1, account.last - dice.randrange(4))
    with open(table, "w") as file:
        file.write("id,name\n" + "".join(f"{row},name {row}\n" for row in range(account.rows[-1], account.rows[-1] + 500)))
    command = {
        "import": [WASL, "import", STORE, "--nodes", f"Row={table}"],
        "compact": [WASL, "compact", STORE],
        "purge": [WASL, "purge", STORE, "--before", str(before)],
    }[kind]
    _, ended = stopped(command, [], 0, dice.random() * 0.08)
    after_cut()
    [[[rows]]] = ask("MATCH (r:Row) RETURN count(r)")
    assert rows == account.rows[-1] or kind == "import" and rows == account.rows[-1] + 500, f"seed {SEED}, round {round_}: {rows} rows"
    assert not (ended and kind == "import" and rows == account.rows[-1]), f"seed {SEED}, round {round_}: acknowledged and gone"
    if rows > account.rows[-1]:
        account.commit(0, 500)
    line = (kind, "", before)
    is_purge = kind == "purge"
    check(round_, kind, account, [line] if is_purge and ended else [], line if is_purge and not ended else None)


def main():
    os.makedirs(MOUNT)
    try:
        with open(DISK, "wb") as file:
            file.truncate(96 << 20)
        call("mkfs.ext4", "-q", DISK)
        mount()
        call(WASL, "shell", STORE, input="CREATE (:Pad);\n")
        account, begin = Account(), time.time()
        for round_ in range(ROUNDS):
            (round_of_command if round_ % 4 == 3 else round_of_shell)(round_, account)
        checked = subprocess.run([WASL, "check", STORE], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        print(f"{ROUNDS} power cuts in {time.time() - begin:.0f} s: {account.last} commits, history from {account.first}, 0 lost, 0 torn, 0 stores that do not open")
    finally:
        subprocess.run(["umount", MOUNT], capture_output=True)
        shutil.rmtree(HOME, ignore_errors=True)


main()
