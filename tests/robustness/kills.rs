//! `kill -9` at random moments of a stream of commits, checkpoints and purges, with imports between the rounds.
//!
//! The test keeps its own account of every commit: how many marks the graph has after it. So it can say of any commit
//! that the history still has what the graph as of it must be, and of a purge what must be gone.
//!
//! ```text
//! round   import?  │ commits ─ purge ─ commits ─ purge ─ …  kill │ all acknowledged there? purged? AS OF right?
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::command::{Shell, run, run_for};
use super::dice::Dice;
use super::{marks, rows, store};

/// Nodes that an import between the rounds brings.
const ROWS: u64 = 40;
/// Nodes that an import brings that is to be killed.
const MANY: u64 = 3000;
/// Commits of a round, if nobody stops it.
const COMMITS: u64 = 30;

/// A line that a shell is fed.
enum Line {
    /// A commit of two nodes, with a text so long that a few of them are sealed at the next checkpoint.
    Commit(String),
    /// A purge, which writes the base of the graph before it forgets the commits before this one.
    Purge(u64),
}

impl Line {
    fn text(&self) -> String {
        match self {
            Self::Commit(text) => text.clone(),
            Self::Purge(before) => format!("PURGE HISTORY BEFORE {before};"),
        }
    }
}

/// The lines of a round; `last` is the last commit before it.
fn stream(round: u64, last: u64, dice: &mut Dice) -> Vec<Line> {
    let mut lines = Vec::new();
    for nr in 0..COMMITS {
        let marks = format!(
            "CREATE (:Mark {{round: {round}, nr: {nr}, part: 1}}), (:Mark {{round: {round}, nr: {nr}, part: 2}})"
        );
        let text: String = (0..4_000).map(|_| char::from(b'a' + dice.below(26) as u8)).collect();
        lines.push(Line::Commit(format!("MATCH (p:Pad) SET p.text = '{text}' {marks};")));
        if nr % 5 == 3 {
            // Sometimes into the commits of this round, sometimes before what was loaded last.
            lines.push(Line::Purge((last + nr + 1).saturating_sub(dice.below(14)).max(1)));
        }
    }
    lines
}

/// A store, what its commits have made, and what is known of its history.
struct Account {
    database: PathBuf,
    /// Marks in the graph as of each commit, from commit 0 on.
    marks: Vec<u64>,
    /// Rows that were imported as of each commit.
    rows: Vec<u64>,
    /// The commit with which the history begins.
    first: u64,
    /// How many purges have forgotten something for certain.
    purges: u64,
    /// How many times the graph was read as it was.
    read: u64,
}

impl Account {
    fn last(&self) -> u64 {
        self.marks.len() as u64 - 1
    }

    fn commit(&mut self, marks: u64, rows: u64) {
        let of = |all: &[u64]| all.last().copied().unwrap_or(0);
        let (marks, rows) = (of(&self.marks) + marks, of(&self.rows) + rows);
        self.marks.push(marks);
        self.rows.push(rows);
    }

    /// The history is without a hole, and begins where a purge has put its start: `told` were acknowledged, the next may
    /// have been under way.
    fn check_history(&mut self, told: &[Line], next: Option<&Line>, why: &str) {
        let found =
            &rows(&self.database, "CALL db.commits() YIELD sequence RETURN min(sequence), max(sequence), count(*)");
        let [first, last, count] = [0, 1, 2].map(|at| found[0][at].as_u64().unwrap_or(0));
        assert_eq!((last, count), (self.last(), self.last() + 1 - first), "{why}: the history has a hole or an end");
        let start = |from: u64, line: &Line| if let Line::Purge(before) = line { from.max(*before) } else { from };
        let acknowledged = told.iter().fold(self.first, start);
        let in_flight = next.map_or(acknowledged, |line| start(acknowledged, line));
        assert!([acknowledged, in_flight].contains(&first), "{why}: it begins with {first}, not with {acknowledged}");
        self.purges += u64::from(first > self.first);
        self.first = first;
    }

    /// The graph as of the oldest commit that can be asked for, of some in the middle, and of the last.
    fn check_past(&mut self, dice: &mut Dice, why: &str) {
        let (first, last) = (self.first - 1, self.last());
        let some = |dice: &mut Dice| first + dice.below(last + 1 - first);
        for commit in [first, some(dice), some(dice), last] {
            let ask = "MATCH (n) RETURN count(CASE WHEN n:Mark THEN 1 END), count(CASE WHEN n:Row THEN 1 END)";
            let found = rows(&self.database, &format!("FOR SYSTEM_TIME AS OF {commit} {ask}"));
            let wanted = [self.marks[commit as usize], self.rows[commit as usize]];
            assert_eq!(found[0], wanted, "{why}: as of commit {commit} of {} to {last}", self.first);
            self.read += 1;
        }
    }
}

/// A file of `count` new nodes, as `wasl import` is told of it.
fn table(account: &Account, count: u64) -> String {
    let next = account.rows.last().copied().unwrap_or(0);
    let lines: String = (next..next + count).map(|row| format!("{row},name {row}\n")).collect();
    let file = account.database.with_extension("csv");
    fs::write(&file, format!("id,name\n{lines}")).unwrap();
    format!("Row={}", file.display())
}

/// An import between the rounds: the base before it is kept, and purges reach before and behind it.
fn import(account: &mut Account) {
    let files = table(account, ROWS);
    let done = run(&["import", &account.database.to_string_lossy(), "--nodes", &files]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    account.commit(0, ROWS);
}

/// Feeds a shell one round, kills it, and checks the marks of the round; gives the lines and how many were acknowledged.
fn killed(account: &mut Account, round: u64, dice: &mut Dice) -> (Vec<Line>, usize) {
    let mut shell = Shell::start(&account.database);
    let lines = stream(round, account.last(), dice);
    lines.iter().for_each(|line| shell.say(&line.text()));
    let wanted = dice.below(14);
    let heard = shell.hear(wanted);
    assert_eq!(heard, wanted, "seed {}: the shell stopped by itself", dice.seed());
    std::thread::sleep(Duration::from_micros(dice.below(3000)));
    let told = (wanted + shell.kill()) as usize;
    let commits = lines[..told].iter().filter(|line| matches!(line, Line::Commit(_))).count() as u64;
    let found = marks(&account.database, round);
    let why = format!("seed {}, round {round}", dice.seed());
    for nr in 0..commits {
        assert_eq!(found.get(&nr), Some(&vec![1, 2]), "{why}: commit {nr} is lost");
    }
    for (nr, parts) in &found {
        assert_eq!(parts, &[1, 2], "{why}: commit {nr} is torn");
    }
    let numbers: Vec<u64> = found.keys().copied().collect();
    let in_order: Vec<u64> = (0..found.len() as u64).collect();
    assert_eq!(numbers, in_order, "{why}: a commit is there and one before it is not");
    assert!(found.len() as u64 <= commits + 1, "{why}: more than the one in flight");
    found.iter().for_each(|_| account.commit(2, 0));
    (lines, told)
}

/// The test: `count` rounds on one store; says what was done.
pub(crate) fn rounds_of_kills(count: u64) -> String {
    let (_folder, database) = store();
    let seeded = run(&["seed", &database.to_string_lossy()]);
    assert_eq!(seeded.code, Some(0), "{}", seeded.stderr);
    rows(&database, "CREATE (:Pad)");
    let shipped = rows(&database, "MATCH (n) WHERE NOT n:Mark AND NOT n:Row RETURN count(*) AS nodes");
    let before = rows(&database, "CALL db.commits() YIELD sequence RETURN max(sequence)")[0][0].as_u64().unwrap();
    let zeros = vec![0; before as usize + 1];
    let mut account = Account { database, marks: zeros.clone(), rows: zeros, first: 1, purges: 0, read: 0 };
    let mut dice = Dice::from_environment();
    let mut acknowledged: BTreeMap<u64, u64> = BTreeMap::new();
    for round in 0..count {
        if round % 4 == 1 {
            // A run that ends well leaves an image; what is killed next begins from it.
            rows(&account.database, "CREATE (:Mark {round: -1})");
            account.commit(1, 0);
        }
        if round % 3 == 1 {
            import(&mut account);
        }
        let (lines, told) = killed(&mut account, round, &mut dice);
        let commits = lines[..told].iter().filter(|line| matches!(line, Line::Commit(_))).count() as u64;
        acknowledged.insert(round, commits);
        let why = format!("seed {}, round {round}", dice.seed());
        account.check_history(&lines[..told], lines.get(told), &why);
        account.check_past(&mut dice, &why);
    }
    let database = &account.database;
    for (round, count) in acknowledged {
        assert!(marks(database, round).len() as u64 >= count, "round {round} lost commits later");
    }
    assert_eq!(rows(database, "MATCH (n) WHERE NOT n:Mark AND NOT n:Row RETURN count(*) AS nodes"), shipped);
    assert_eq!(run(&["check", &database.to_string_lossy()]).code, Some(0));
    let Account { purges, read, .. } = account;
    assert!(purges * 4 > count, "{purges} of {count} rounds have forgotten something");
    format!("{count} kills: {purges} rounds have forgotten something, the graph was read as it was {read} times")
}

/// The other test: `count` commands that are killed, or not in time; says what was done.
pub(crate) fn rounds_of_killed_commands(count: u64) -> String {
    let (_folder, database) = store();
    let path = database.to_string_lossy().into_owned();
    let mut shell = Shell::start(&database);
    shell.say("CREATE (:Kept {x: 1});");
    assert_eq!(shell.hear(1), 1);
    shell.kill();
    let mut account = Account { database, marks: vec![0, 0], rows: vec![0, 0], first: 1, purges: 0, read: 0 };
    let mut dice = Dice::from_environment();
    let (mut whole, mut cut) = (0, 0);
    for round in 0..count {
        let patience = Duration::from_millis(dice.below(400));
        let before = account.last().saturating_sub(dice.below(3)).max(1);
        let (done, purge) = match round % 4 {
            2 => (run_for(&["compact", &path], patience), None),
            3 => (run_for(&["purge", &path, "--before", &before.to_string()], patience), Some(Line::Purge(before))),
            _ => {
                let files = table(&account, MANY);
                (run_for(&["import", &path, "--nodes", &files], patience), None)
            }
        };
        (whole, cut) = if done { (whole + 1, cut) } else { (whole, cut + 1) };
        let found = rows(&account.database, "MATCH (r:Row) RETURN count(r) AS n")[0][0].as_u64().unwrap();
        let loaded = account.rows.last().copied().unwrap_or(0);
        let why = format!("seed {}, round {round}: {found} rows after {loaded}", dice.seed());
        assert!(found == loaded || found == loaded + MANY && round % 4 < 2, "{why}");
        assert!(!done || round % 4 >= 2 || found == loaded + MANY, "acknowledged and gone; {why}");
        if found > loaded {
            account.commit(0, MANY);
        }
        assert_eq!(rows(&account.database, "MATCH (k:Kept) RETURN k.x"), [[serde_json::Value::from(1)]], "{why}");
        match purge {
            Some(line) if done => account.check_history(&[line], None, &why),
            line => account.check_history(&[], line.as_ref(), &why),
        }
        account.check_past(&mut dice, &why);
    }
    let checked = run(&["check", &path]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
    format!("{whole} commands ended, {cut} were killed; the graph was read as it was {} times", account.read)
}
