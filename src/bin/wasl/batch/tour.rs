//! `:tour`: a walk through the shipped knowledge, a question at each step.
//!
//! In the shell the statement of the step stands at the prompt, to be run by Enter or changed first.

use std::io::Write;

use super::arguments::Arguments;
use super::runner::{Flow, Problem, Runner};
use crate::environment::terminal_width;
use crate::render::display_width;

/// One step: what it is about, and the statement (or command) that shows it.
pub(crate) struct Step {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) statement: &'static str,
}

/// The steps, in order.
pub(crate) const STEPS: &[Step] = &[
    Step {
        title: "The sources",
        text: "Five press articles about Morocco's offshoring sector are all that is known here. Everything else was read out of them, and says so.",
        statement: "MATCH (d:Document) RETURN d.id AS id, d.name AS title, d.outlet AS outlet ORDER BY id;",
    },
    Step {
        title: "What there is",
        text: "Labels and types have counts; `:describe Person` tells more of one of them.",
        statement: ":describe Person",
    },
    Step {
        title: "Who holds which office",
        text: "A relationship carries its own evidence: `sources` names the articles.",
        statement: "MATCH (p:Person)-[h:HOLDS]->(o:Office)\nRETURN p.name AS person, o.name AS office, h.sources AS sources ORDER BY person;",
    },
    Step {
        title: "A name typed from memory",
        text: "Nobody is called `Ghita Mezour` here. An empty result is explained, and the nearest stored name offered.",
        statement: "MATCH (p:Person {name: 'Ghita Mezour'})-[:HOLDS]->(o) RETURN o.name;",
    },
    Step {
        title: "Exports by year, targets apart",
        text: "Figures are nodes: observed or target, each REPORTED_IN an article.",
        statement: "MATCH (f:Figure)-[:MEASURES]->(:Indicator {id: 'indicator-export-revenue'})\nWHERE f.start_year IS NOT NULL\nRETURN f.start_year AS year, f.value / 1e9 AS billion_mad, f.kind AS kind ORDER BY year;",
    },
    Step {
        title: "The same as a chart",
        text: "The third column makes a series of each of its values.",
        statement: ":chart line year billion_mad kind",
    },
    Step {
        title: "Do the articles agree?",
        text: "CORROBORATES and CONFLICTS_WITH stand between figures of different articles.",
        statement: "MATCH (a:Figure)-[r:CORROBORATES|CONFLICTS_WITH]->(b:Figure)\nRETURN a.name AS one, type(r) AS how, b.name AS other;",
    },
    Step {
        title: "How two things are connected",
        text: "A path is a value like any other.",
        statement: "MATCH p = allShortestPaths((:Person {name: 'Ghita Mezzour'})-[:HOLDS|MENTIONS|OFFICE_OF*..6]-(:Person {name: 'Youssef Chraibi'}))\nRETURN p;",
    },
    Step {
        title: "Draw it",
        text: "`:graph FILE.svg` or `:graph FILE.html` makes a picture of the last result; without a file it is drawn here.",
        statement: ":graph",
    },
    Step {
        title: "Write it down",
        text: "The whole session as a document, with questions, tables and pictures.",
        statement: ":report tour.md",
    },
];

/// `:tour [N]`: the next step, or that one.
pub(super) fn tour(runner: &mut Runner, arguments: &Arguments<'_>) -> Result<Flow, Problem> {
    let number = match arguments.text {
        "" => runner.tour_step + 1,
        number => match number.parse::<usize>() {
            Ok(number) if (1..=STEPS.len()).contains(&number) => number,
            _ => {
                let message = format!("the tour has the steps 1 to {}", STEPS.len());
                return Err(arguments.error("InvalidArgument", message).into());
            }
        },
    };
    let Some(step) = STEPS.get(number - 1) else {
        runner.tour_step = 0;
        runner.console.say("that was the tour; `:help` lists what else there is, `:tour 1` begins anew")?;
        return Ok(Flow::Next);
    };
    if !runner.database.schema().labels.iter().any(|(label, _)| **label == *"Figure") {
        let finding = arguments.error("NoTour", "the tour goes through the shipped knowledge, which is not here");
        return Err(finding.hint("`wasl demo` opens it in memory, `wasl seed DB` loads it into a store").into());
    }
    runner.tour_step = number;
    let interactive = runner.console.environment.stdin_terminal && runner.settings.tells_why;
    let out = &mut runner.console.out;
    writeln!(out, "{number} of {} · {}", STEPS.len(), step.title)?;
    lines(step.text, terminal_width().min(100)).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    if interactive {
        writeln!(out, "Enter runs it; then `:tour` goes on.")?;
        runner.draft = Some(step.statement.to_owned());
    } else {
        writeln!(out, "{}", step.statement)?;
    }
    runner.console.out.flush()?;
    Ok(Flow::Next)
}

/// The text cut between words into lines of at most so many columns.
fn lines(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if display_width(line) + 1 + display_width(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(lines("one two  été", 8), ["one two", "été"]);
        assert_eq!(lines("unbreakable", 4), ["unbreakable"]);
        assert!(lines("", 4).is_empty());
    }
}
