//! The command line: what `wasl --help` says and what it accepts.
//!
//! One field an option, its documentation is its help text. Values are checked here, so that a wrong one ends with
//! code 2 before a store is touched.

mod import;

use std::env::args_os;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::render::Format;
pub(crate) use import::{BadRowsChoice, ImportArguments};

const AFTER_HELP: &str = "\
Batch text, in files, on stdin and in the shell alike: statements separated by `;`, comments `//` and `/* */`, and
shell commands on lines that begin with `:` (`:help` lists them). Each statement commits by itself unless `:begin` …
`:commit` or --atomic. The first error stops the run, unless --keep-going.

Results go to stdout, everything else to stderr.

Exit codes: 0 done · 1 a statement failed · 2 usage · 3 the store cannot be opened (missing, locked, damaged, newer
format) · 4 a limit was hit (time, memory, rows) · 5 an assertion in a batch file failed · 130 interrupted";

/// An embedded knowledge graph for people who must cite their sources
#[derive(Debug, Parser)]
#[command(name = "wasl", version, after_help = AFTER_HELP, arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) options: Options,
}

impl Cli {
    /// The arguments of this process; ends it where they are wrong or ask for help.
    ///
    /// The command that is named is read alone, because describing all of them takes longer than a short statement.
    /// The whole description is the judge of everything else: help, mistakes, suggestions.
    pub(crate) fn of_process() -> Self {
        let arguments: Vec<OsString> = args_os().collect();
        Self::of_named(&arguments).unwrap_or_else(|| Self::parse_from(arguments))
    }

    /// What the description of one command, that which is named first, makes of the arguments; none where it refuses them.
    fn of_named(arguments: &[OsString]) -> Option<Self> {
        let all = Command::augment_subcommands(clap::Command::new(""));
        let named = arguments.iter().skip(1).find_map(|argument| all.find_subcommand(argument))?.clone();
        let alone = Options::augment_args(clap::Command::new("")).subcommand(named);
        Self::from_arg_matches(&alone.try_get_matches_from(arguments).ok()?).ok()
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Interactive shell over a store, or over a graph in memory
    ///
    /// Reads statements from stdin when it is no terminal, and runs each as soon as it is complete.
    Shell {
        /// Directory of the store, created when missing (unless --read-only); `:memory:` or nothing = a graph in memory
        db: Option<PathBuf>,
        #[command(flatten)]
        shell: ShellOptions,
    },
    /// The shell over the shipped knowledge, in memory; nothing is written to disk
    Demo {
        #[command(flatten)]
        shell: ShellOptions,
    },
    /// Load the shipped knowledge into a store, in one transaction; running it twice changes nothing
    Seed {
        /// Directory of the store, created when missing
        db: PathBuf,
    },
    /// Run batch files in order
    Run {
        /// Directory of the store, created when missing (unless --read-only); `:memory:` = a graph in memory
        db: PathBuf,
        /// Batch files; `-` is stdin
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        run: RunOptions,
    },
    /// Run one or several statements given on the command line
    Query {
        /// Directory of the store, which must exist; `:memory:` = a graph in memory
        db: PathBuf,
        /// Statements separated by `;`
        text: String,
        #[command(flatten)]
        run: RunOptions,
    },
    /// Lay out batch files: one clause a line, keywords in capitals, comments kept; to stdout unless told otherwise
    #[command(name = "format")]
    LayOut {
        /// Batch files; `-` is stdin
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Write nothing; name the files that are laid out otherwise, and fail when there are any
        #[arg(long, conflicts_with = "write")]
        check: bool,
        /// Change the files in place
        #[arg(long)]
        write: bool,
    },
    /// Draw a graph: the whole one, or what a statement returns
    Graph {
        /// Directory of the store, which must exist
        db: PathBuf,
        /// A statement that returns nodes, relationships or paths; without one the whole graph is drawn
        text: Option<String>,
        /// The picture; its ending chooses the form: .svg, .html (interactive), .dot, .mmd, .graphml, .gexf.
        /// Without it the graph is written as text, or as --format says
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write a whole graph, or what a statement returns, for other programs
    ///
    /// The whole graph: `jsonl` (a node or relationship a line, as Neo4j's APOC has it), `graphml`, `gexf`, `dot`, `cypher`
    /// (statements), and `csv` (a directory of files that `wasl import` and neo4j-admin read). The rows of a statement: every format.
    Export {
        /// Directory of the store, which must exist
        db: PathBuf,
        /// A statement whose rows are written
        text: Option<String>,
        /// The file, or for csv of a whole graph the directory; stdout without it. Its ending chooses the format when
        /// --format does not
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Load files of CSV (nodes, then relationships between them), a .jsonl or .graphml, or a folder of Kùzu; all or nothing
    Import(ImportArguments),
    /// Read a whole store and list what is wrong with it; code 3 when anything is
    ///
    /// Every checksum of the base and of the history, the manifest, the high-water mark; then the ends of every
    /// relationship, every index against the data, every constraint. Changes nothing.
    Check {
        /// Directory of the store
        db: PathBuf,
        /// Save what can be saved into a new store in this directory; what is lost is listed
        #[arg(long, value_name = "NEWDB")]
        repair_to: Option<PathBuf>,
    },
    /// Copy a store into a directory, which can be opened like any other; only what is new when an older copy is there
    Backup {
        /// Directory of the store
        db: PathBuf,
        /// Directory of the copy, made when missing
        target: PathBuf,
    },
    /// Copy a backup back into a store that is missing or empty
    Restore {
        /// Directory of the backup
        backup: PathBuf,
        /// Directory of the store, made when missing
        db: PathBuf,
    },
    /// Write a graph as text of the language, for a new store: the same graph gives the same text, byte for byte
    ///
    /// `wasl export --format cypher` writes the same for a store that has something already.
    Dump {
        /// Directory of the store
        db: PathBuf,
        /// File to write; `-` or nothing is stdout
        file: Option<PathBuf>,
        /// The graph as of this commit, or this instant (an expression of the language)
        #[arg(long, value_name = "MOMENT")]
        as_of: Option<String>,
    },
    /// Load a dump into a store that is missing or empty, in one transaction
    Load {
        /// Directory of the store, made when missing
        db: PathBuf,
        /// The dump; `-` is stdin
        file: PathBuf,
    },
    /// Rewrite a store so that it takes no more room than it needs; graph and history stay
    Compact {
        /// Directory of the store
        db: PathBuf,
    },
    /// Forget the older history of a store, for ever; the graph stays as it is
    Purge {
        /// Directory of the store
        db: PathBuf,
        /// The first commit to keep; those before it can then be neither seen nor taken back. Or an instant, as an
        /// expression: datetime('2026-01-27T10:00Z')
        #[arg(long, value_name = "MOMENT")]
        before: String,
    },
    /// Write the script that completes this command in a shell, to stdout
    ///
    /// bash: `source <(wasl completions bash)`; fish: `wasl completions fish | source`; zsh: into a directory of $fpath.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual: the first page to stdout, or with a directory all pages into it
    Man {
        /// Where wasl.1, wasl-run.1 … are written
        directory: Option<PathBuf>,
    },
    /// Say what a store holds: format, commits, nodes, relationships, labels, types, bytes on disk and in memory
    Info {
        /// Directory of the store; `:memory:` = an empty graph in memory
        db: PathBuf,
    },
}

/// What is asked of the shell.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ShellOptions {
    /// Neither read nor write the history of statements
    #[arg(long)]
    pub(crate) no_history: bool,
    /// Keep the history in this file, in place of `$XDG_STATE_HOME/wasl/history`
    #[arg(long, value_name = "FILE", conflicts_with = "no_history")]
    pub(crate) history: Option<PathBuf>,
    /// Run this batch file first; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) init: Vec<PathBuf>,
    /// The background that colours are to be read on; auto asks the variable `COLORFGBG`, which some terminals set
    #[arg(long, value_enum, default_value_t = BackgroundChoice::Auto, value_name = "WHICH")]
    pub(crate) background: BackgroundChoice,
}

/// What is asked of a run of batch text.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct RunOptions {
    /// Parse, bind and plan every statement against the store, and run none; nothing is written or made
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write each statement to stderr before it runs
    #[arg(long)]
    pub(crate) echo: bool,
    /// Write the plan of each statement to stderr before it runs
    #[arg(long)]
    pub(crate) explain: bool,
    /// Say at the end how many statements ran and how many checks (`:expect`) held
    #[arg(long)]
    pub(crate) summary: bool,
    /// Write what became of each statement and its checks to this file, in the form of JUnit
    #[arg(long, value_name = "FILE.xml")]
    pub(crate) junit: Option<PathBuf>,
}

/// Options of every command.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How results are written; auto is table on a terminal, jsonl otherwise
    #[arg(long, global = true, value_enum, default_value_t = FormatChoice::Auto, value_name = "FORMAT")]
    pub(crate) format: FormatChoice,
    /// Set parameter $NAME to a literal of the language, such as --param "day=date('2026-01-27')"; may be repeated
    #[arg(long = "param", global = true, value_name = "NAME=LITERAL", value_parser = assignment)]
    pub(crate) parameters: Vec<(String, String)>,
    /// Set parameters from a file that holds one JSON object
    #[arg(long = "params", global = true, value_name = "FILE.json")]
    pub(crate) parameter_file: Option<PathBuf>,
    /// Stop a statement after this time: 500ms, 30s, 5m, 1h
    #[arg(long, global = true, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// Stop a statement that gives more rows than this
    #[arg(long, global = true, value_name = "N")]
    pub(crate) max_rows: Option<u64>,
    /// Stop a statement that needs more memory than this: 500MB, 2GiB
    #[arg(long, global = true, value_name = "SIZE", value_parser = size)]
    pub(crate) memory: Option<u64>,
    /// Use this many cores; all by default
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(crate) threads: Option<u16>,
    /// Go on after an error; the run still ends with an error code, and says how many statements failed
    #[arg(long, global = true)]
    pub(crate) keep_going: bool,
    /// Run everything in one transaction: nothing is kept when anything fails
    #[arg(long, global = true)]
    pub(crate) atomic: bool,
    /// Refuse a statement that gives a warning: unknown labels, types and properties, unconnected patterns
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    /// Colours; auto is on a terminal, unless `NO_COLOR` is set or TERM is dumb
    #[arg(long, global = true, value_enum, default_value_t = ColourChoice::Auto, value_name = "WHEN")]
    pub(crate) color: ColourChoice,
    /// How errors and warnings are written to stderr: text, or one JSON object a line
    #[arg(long, global = true, value_enum, default_value_t = ErrorFormat::Text, value_name = "FORMAT")]
    pub(crate) error_format: ErrorFormat,
    /// Message of the commits of this run, for the history of the store
    #[arg(long, global = true, value_name = "TEXT")]
    pub(crate) message: Option<String>,
    /// Author of the commits of this run, for the history of the store
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) author: Option<String>,
    /// When a commit is acknowledged: synced = it is on the disk; buffered = many times faster, and a power cut may take
    /// the last half second (a killed process takes nothing)
    #[arg(long, global = true, value_enum, default_value_t = DurabilityChoice::Synced, value_name = "WHEN")]
    pub(crate) durability: DurabilityChoice,
    /// Open the store for reading only: a missing store is an error, and so is a statement that writes
    #[arg(long, global = true)]
    pub(crate) read_only: bool,
}

/// `--format`: a format, or the one that fits the place the results go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormatChoice {
    /// Table on a terminal, jsonl otherwise.
    Auto,
    /// This one.
    Is(Format),
}

impl ValueEnum for FormatChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Auto,
            Self::Is(Format::Table),
            Self::Is(Format::Csv),
            Self::Is(Format::Tsv),
            Self::Is(Format::Json),
            Self::Is(Format::Jsonl),
            Self::Is(Format::Markdown),
            Self::Is(Format::Line),
            Self::Is(Format::Cypher),
            Self::Is(Format::Html),
            Self::Is(Format::Latex),
            Self::Is(Format::Tree),
            Self::Is(Format::Dot),
            Self::Is(Format::Mermaid),
            Self::Is(Format::Svg),
            Self::Is(Format::Viewer),
            Self::Is(Format::Graphml),
            Self::Is(Format::Gexf),
            #[cfg(feature = "parquet")]
            Self::Is(Format::Parquet),
        ]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Self::Auto => "auto",
            Self::Is(format) => format.name(),
        }))
    }
}

/// `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColourChoice {
    /// On a terminal that has colours, unless `NO_COLOR` is set.
    Auto,
    /// Also in a file or pipe.
    Always,
    /// Never.
    Never,
}

/// `--background`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum BackgroundChoice {
    /// What `COLORFGBG` says; without it colours that are read on both.
    #[default]
    Auto,
    /// Bright colours.
    Dark,
    /// Dark colours.
    Light,
}

/// `--durability`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DurabilityChoice {
    /// After it is on the disk.
    Synced,
    /// After it is written.
    Buffered,
}

/// `--error-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    /// For people: message, source line, caret, hints.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// `NAME=LITERAL`, with or without `$` before the name.
fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, literal) = text.split_once('=').ok_or("write NAME=LITERAL, such as year=2024")?;
    let name = name.trim().trim_start_matches('$');
    if name.is_empty() || literal.trim().is_empty() {
        return Err("write NAME=LITERAL, such as year=2024".to_owned());
    }
    Ok((name.to_owned(), literal.to_owned()))
}

/// A number and a unit; without a unit seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = number_and_unit(text).ok_or("write a number and a unit, such as 500ms, 30s, 5m or 1h")?;
    let seconds = match unit.as_str() {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("unknown unit `{unit}`: use ms, s, m or h")),
    };
    Duration::try_from_secs_f64(number * seconds).map_err(|_| "the time is too long".to_owned())
}

/// A number and a unit of bytes; decimal (`MB`) and binary (`MiB`) are told apart.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = number_and_unit(text).ok_or("write a number and a unit, such as 500MB or 2GiB")?;
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "kib" => 1024.0,
        "m" | "mb" => 1e6,
        "mib" => 1_048_576.0,
        "g" | "gb" => 1e9,
        "gib" => 1_073_741_824.0,
        "t" | "tb" => 1e12,
        "tib" => 1_099_511_627_776.0,
        _ => return Err(format!("unknown unit `{unit}`: use KB, MB, GB, KiB, MiB or GiB")),
    };
    Ok((number * factor) as u64)
}

/// Splits `2.5GiB` into `2.5` and `GiB`; none when there is no positive number.
fn number_and_unit(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..digits)?.parse().ok()?;
    (number.is_finite() && number > 0.0).then(|| (number, text.get(digits..).unwrap_or("").trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::time::Duration;

    use clap::Parser;

    use super::{Cli, assignment, duration, size};

    #[test]
    fn times_have_units_and_default_to_seconds() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        assert!(duration("soon").is_err());
        assert!(duration("-1s").is_err());
        assert!(duration("3 fortnights").is_err());
    }

    #[test]
    fn sizes_tell_decimal_from_binary_units() {
        assert_eq!(size("2GiB"), Ok(2_147_483_648));
        assert_eq!(size("500MB"), Ok(500_000_000));
        assert_eq!(size("1024"), Ok(1024));
        assert!(size("big").is_err());
    }

    #[test]
    fn parameters_keep_equals_signs_of_the_literal() {
        assert_eq!(assignment("$a='x=y'"), Ok(("a".to_owned(), "'x=y'".to_owned())));
        assert!(assignment("a").is_err());
        assert!(assignment("=1").is_err());
    }

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn one_command_alone_reads_what_all_of_them_read() {
        for (line, alone) in [
            ("wasl query DB text", true),
            ("wasl --format json query DB text --param a=1", true),
            ("wasl query query query", true),
            ("wasl run DB - --summary --timeout 3s", true),
            ("wasl --message query import DB --nodes A=a.csv", false),
            ("wasl --message query query DB text", true),
            ("wasl shell", true),
            ("wasl shell --no-history --history h", false),
            ("wasl query --help", false),
            ("wasl query DB", false),
            ("wasl --version", false),
            ("wasl", false),
            ("wasl qery DB text", false),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let named = Cli::of_named(&arguments).map(|cli| format!("{cli:?}"));
            assert_eq!(named.is_some(), alone, "{line}");
            let whole = Cli::try_parse_from(&arguments).map(|cli| format!("{cli:?}"));
            assert!(named.is_none() || named == whole.ok(), "{line}");
        }
    }
}
