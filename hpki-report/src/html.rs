//! Reports as one HTML page that needs nothing else: no script, no style sheet or image from elsewhere, and
//! every value escaped.

use std::fmt::Write as _;

use hpki_core::report::{Language, Outcome};

use crate::view::{CheckView, Fact, Section, Tone, View};
use crate::visible::visible;

/// The page that holds the reports on all files.
pub fn render(views: &[View], language: Language) -> String {
    let (code, title) = match language {
        Language::English => ("en", "Signature verification report"),
        Language::Japanese => ("ja", "署名検証レポート"),
    };
    // The policy forbids whatever a defect in our escaping could let in.
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    for view in views {
        render_view(&mut page, view);
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn render_view(page: &mut String, view: &View) {
    let class = match view.tone {
        Tone::Accepted => "accepted",
        Tone::Refused => "refused",
        Tone::Unconfirmed => "unconfirmed",
        Tone::Neutral => "neutral",
    };
    let _ = writeln!(page, "<article class=\"{class}\">\n<h2>{}</h2>", escape(&view.headline));
    for sentence in &view.advice {
        let _ = writeln!(page, "<p>{}</p>", escape(sentence));
    }
    facts(page, &view.facts);
    for section in &view.sections {
        render_section(page, section);
    }
    page.push_str("</article>\n");
}

fn render_section(page: &mut String, section: &Section) {
    let _ = writeln!(page, "<h3>{}</h3>", escape(&section.title));
    facts(page, &section.facts);
    if section.checks.is_empty() {
        return;
    }
    page.push_str("<table>\n");
    for check in &section.checks {
        render_check(page, check);
    }
    page.push_str("</table>\n");
}

fn render_check(page: &mut String, check: &CheckView) {
    let class = match check.outcome {
        Outcome::NotPassed(_) => "bad",
        Outcome::Warning => "warning",
        Outcome::Passed | Outcome::Skipped => "good",
    };
    let _ = write!(
        page,
        "<tr class=\"{class}\"><td>{}</td><td>{}<br><code>{}</code></td><td>{}",
        escape(check.mark),
        escape(check.label),
        escape(check.id),
        escape(&check.detail)
    );
    if let Some(problem) = check.problem {
        let _ = write!(page, "<p>{}</p>", escape(problem));
    }
    page.push_str("</td></tr>\n");
}

fn facts(page: &mut String, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    page.push_str("<table>\n");
    for fact in facts {
        let _ = writeln!(page, "<tr><th>{}</th><td>{}</td></tr>", escape(&fact.label), escape(&fact.value));
    }
    page.push_str("</table>\n");
}

/// The text with markup characters escaped and deceptive characters made visible.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

const STYLE: &str = "\
body { font-family: sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; }
article { border-left: 0.5em solid #888; padding: 0 1em 1em; margin: 2em 0; }
.accepted { border-color: #2a7d2a; } .refused { border-color: #b3261e; } .unconfirmed { border-color: #b26a00; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.25em 0.75em; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
th { white-space: nowrap; width: 1%; font-weight: normal; color: #555; }
tr.bad td:first-child { color: #b3261e; font-weight: bold; } tr.warning td:first-child { color: #b26a00; }
td p { margin: 0.25em 0 0; } code { color: #666; }
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_place() {
        let fact = Fact { label: "name".into(), value: "</td><script>alert('1')</script>&\"\u{202e}".into() };
        let view = View {
            tone: Tone::Refused,
            headline: "<b>".into(),
            advice: vec!["<i>".into()],
            facts: vec![fact],
            sections: vec![Section::new("<u>")],
        };
        let page = render(&[view], Language::English);
        for markup in ["<script", "<b>", "<i>", "<u>", "\u{202e}"] {
            assert!(!page.contains(markup), "{markup}");
        }
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;&lt;U+202E&gt;"));
    }
}
