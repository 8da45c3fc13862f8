//! Reports laid out for a terminal. Only spaces align things: no colours, no control sequences.

use std::fmt::Write as _;

use crate::view::{CheckView, Fact, Section, View};
use crate::visible::visible;

/// The report as lines of text.
pub fn render(view: &View) -> String {
    let mut text = String::new();
    line(&mut text, 0, &view.headline);
    for sentence in &view.advice {
        line(&mut text, 0, sentence);
    }
    facts(&mut text, &view.facts);
    for section in &view.sections {
        text.push('\n');
        render_section(&mut text, section);
    }
    text
}

fn render_section(text: &mut String, section: &Section) {
    line(text, 0, &section.title);
    facts(text, &section.facts);
    let width = section.checks.iter().map(|check| columns(check.mark)).max().unwrap_or(0);
    for check in &section.checks {
        render_check(text, check, width);
    }
}

fn render_check(text: &mut String, check: &CheckView, width: usize) {
    let padding = width - columns(check.mark);
    let mut head = format!("[{}]{:padding$} {}  {}", check.mark, "", check.label, check.id);
    if !check.detail.is_empty() {
        let _ = write!(head, "  {}", check.detail);
    }
    line(text, 2, &head);
    if let Some(problem) = check.problem {
        line(text, width + 5, problem);
    }
}

fn facts(text: &mut String, facts: &[Fact]) {
    let width = facts.iter().map(|fact| columns(&fact.label)).max().unwrap_or(0);
    for fact in facts {
        let padding = width - columns(&fact.label) + 2;
        line(text, 2, &format!("{}{:padding$}{}", fact.label, "", fact.value));
    }
}

/// One line, whatever the values in it hold: a line feed in a name must not start a line that looks like ours.
fn line(text: &mut String, indent: usize, content: &str) {
    let _ = writeln!(text, "{:indent$}{}", "", visible(content).trim_end_matches(' '));
}

/// Columns of a terminal that a label of ours takes: two for each Japanese character, one for the rest.
fn columns(label: &str) -> usize {
    label.chars().map(|character| if u32::from(character) >= 0x1100 { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Tone;

    #[test]
    fn labels_align_and_names_cannot_forge_a_line() {
        let view = View {
            tone: Tone::Refused,
            headline: "受け入れ不可".into(),
            advice: vec![],
            facts: vec![
                Fact { label: "署名者".into(), value: "悪\n受け入れ可\u{1b}[2J".into() },
                Fact { label: "id".into(), value: "x".into() },
            ],
            sections: vec![],
        };
        assert_eq!(render(&view), "受け入れ不可\n  署名者  悪<U+000A>受け入れ可<U+001B>[2J\n  id      x\n");
    }
}
