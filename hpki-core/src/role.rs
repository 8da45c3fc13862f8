//! Names of roles: a table that is data, replaceable and extensible without a release.
//!
//! The table only names roles. Which of them may sign what is decided elsewhere, by exact text and coding scheme.

use std::fmt;
use std::sync::LazyLock;

use crate::certificate::HcActor;
use crate::oid;

/// The text of the built-in table.
const JAPAN: &str = include_str!("role/japan.tsv");

/// Most rows of a table, and longest field in octets. Japan has 30 rows.
const MAX_ROWS: usize = 1024;
const MAX_FIELD: usize = 256;

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Role {
    /// The text in certificates, codeDataFreeText: `Medical Doctor`. Compared octet by octet.
    pub text: String,
    /// The Japanese name: 医師.
    pub japanese_name: String,
    /// Qualification or position.
    pub kind: RoleKind,
    /// How sure the row is.
    pub mark: RoleMark,
}

/// What a role says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoleKind {
    /// A national qualification (国家資格).
    Qualification,
    /// A position of responsibility for an institution (管理責任者).
    Management,
}

/// How sure a row of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoleMark {
    /// Seen in real certificates or in the published certificate policy.
    Seen,
    /// General knowledge, not confirmed.
    Presumed,
}

/// A table of roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleTable {
    roles: Vec<Role>,
}

/// Why a text is no table of roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("table of roles, line {line}: {problem}")]
pub struct RoleTableError {
    /// What is wrong.
    pub problem: RoleTableProblem,
    /// The line, counted from 1.
    pub line: usize,
}

/// What is wrong with a line of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoleTableProblem {
    /// Not four fields.
    #[error("expected text, Japanese name, kind and mark, separated by tabs")]
    Fields,
    /// An empty field, or one with white space around it, control characters or over 256 octets.
    #[error("a field is empty, has white space around it, or is longer than {MAX_FIELD} octets")]
    Field,
    /// Not `qualification` or `management`.
    #[error("the kind must be qualification or management")]
    Kind,
    /// Not `seen` or `presumed`.
    #[error("the mark must be seen or presumed")]
    Mark,
    /// The same text twice.
    #[error("the same text stands in the table twice")]
    Duplicate,
    /// More rows than are read.
    #[error("more than {MAX_ROWS} roles")]
    TooMany,
}

/// The table of Japan's profile of ISO 17090, parsed once: the names of roles where a caller gives none.
pub fn japan() -> &'static RoleTable {
    static TABLE: LazyLock<RoleTable> = LazyLock::new(RoleTable::japan);
    &TABLE
}

impl RoleTable {
    /// The table of Japan's profile of ISO 17090.
    ///
    /// ```
    /// let table = hpki_core::role::RoleTable::japan();
    /// assert_eq!(table.get("Pharmacist").unwrap().japanese_name, "薬剤師");
    /// ```
    pub fn japan() -> RoleTable {
        // A unit test reads the built-in text; should it ever fail to parse, no role has a name.
        RoleTable::from_text(JAPAN).unwrap_or(RoleTable { roles: Vec::new() })
    }

    /// From text: one role a line, fields separated by tabs: text, Japanese name, `qualification` or `management`, `seen`
    /// or `presumed`. Empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// [`RoleTableError`] with the line.
    pub fn from_text(text: &str) -> Result<RoleTable, RoleTableError> {
        let mut table = RoleTable { roles: Vec::new() };
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let at_line = |problem| RoleTableError { problem, line: index + 1 };
            let role = Role::from_line(line).map_err(at_line)?;
            if table.get(&role.text).is_some() {
                return Err(at_line(RoleTableProblem::Duplicate));
            }
            if table.roles.len() == MAX_ROWS {
                return Err(at_line(RoleTableProblem::TooMany));
            }
            table.roles.push(role);
        }
        Ok(table)
    }

    /// This table with the rows of another added; rows with the same text are replaced.
    #[must_use]
    pub fn merged(mut self, other: RoleTable) -> RoleTable {
        for role in other.roles {
            match self.roles.iter_mut().find(|known| known.text == role.text) {
                Some(known) => *known = role,
                None => self.roles.push(role),
            }
        }
        self
    }

    /// The role of a text, compared octet by octet.
    pub fn get(&self, text: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.text == text)
    }

    /// The role of an actor: one of Japan's coding scheme whose free text is in the table.
    pub fn role_of(&self, actor: &HcActor) -> Option<&Role> {
        self.get(actor.japanese_role_text()?)
    }

    /// The text of the role that a person names: by its text in certificates, or by its Japanese name (医師). A name that
    /// no row has is taken for a text.
    pub fn text_of<'a>(&'a self, name: &'a str) -> &'a str {
        self.iter().find(|role| role.japanese_name == name).map_or(name, |role| &role.text)
    }

    /// The rows in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Role> {
        self.roles.iter()
    }
}

impl Role {
    fn from_line(line: &str) -> Result<Role, RoleTableProblem> {
        let mut fields = line.split('\t');
        let mut next = || fields.next().ok_or(RoleTableProblem::Fields);
        let (text, japanese_name, kind, mark) = (next()?, next()?, next()?, next()?);
        if fields.next().is_some() {
            return Err(RoleTableProblem::Fields);
        }
        for field in [text, japanese_name] {
            let clean = field.trim() == field && !field.chars().any(char::is_control);
            if field.is_empty() || field.len() > MAX_FIELD || !clean {
                return Err(RoleTableProblem::Field);
            }
        }
        let kind = match kind {
            "qualification" => RoleKind::Qualification,
            "management" => RoleKind::Management,
            _ => return Err(RoleTableProblem::Kind),
        };
        let mark = match mark {
            "seen" => RoleMark::Seen,
            "presumed" => RoleMark::Presumed,
            _ => return Err(RoleTableProblem::Mark),
        };
        Ok(Role { text: text.to_owned(), japanese_name: japanese_name.to_owned(), kind, mark })
    }
}

impl HcActor {
    /// The role's text where the actor uses Japan's coding scheme; `None` for others, whose texts mean something else.
    pub fn japanese_role_text(&self) -> Option<&str> {
        if self.coding_scheme == Some(oid::HPKI_CODING_SCHEME) {
            self.code_data_free_text.as_deref()
        } else {
            None
        }
    }
}

/// `Medical Doctor (医師)`.
impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.text, self.japanese_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_parses_and_holds_what_the_specification_lists() {
        let table = RoleTable::from_text(JAPAN).unwrap();
        let count = |kind| table.iter().filter(|role| role.kind == kind).count();
        assert_eq!((count(RoleKind::Qualification), count(RoleKind::Management)), (25, 5));
        assert_eq!(table.iter().filter(|role| role.mark == RoleMark::Seen).count(), 6);
        for (text, japanese) in
            [("Medical Doctor", "医師"), ("Dentist", "歯科医師"), ("Pharmacist", "薬剤師")]
        {
            assert_eq!(table.get(text).unwrap().japanese_name, japanese);
        }
        assert_eq!(RoleTable::japan(), table);
    }

    #[test]
    fn texts_that_only_look_alike_name_no_role() {
        let table = RoleTable::japan();
        for text in ["medical doctor", "Medical  Doctor", "Medical Doctor ", "Μedical Doctor", "医師", ""]
        {
            assert_eq!(table.get(text), None, "{text}");
        }
    }

    #[test]
    fn an_actor_of_another_coding_scheme_has_no_role() {
        let free_text = Some("Medical Doctor".to_owned());
        let mut actor = HcActor { code_data_free_text: free_text, ..HcActor::default() };
        assert_eq!(RoleTable::japan().role_of(&actor), None);
        actor.coding_scheme = Some(oid::HPKI);
        assert_eq!(RoleTable::japan().role_of(&actor), None);
        actor.coding_scheme = Some(oid::HPKI_CODING_SCHEME);
        assert_eq!(RoleTable::japan().role_of(&actor).unwrap().japanese_name, "医師");
    }

    #[test]
    fn rows_can_be_added_and_replaced() {
        let own = "# own\n\nNurse Practitioner\t診療看護師\tqualification\tpresumed\nMidwife\t助産師(改)\tqualification\tseen";
        let table = RoleTable::japan().merged(RoleTable::from_text(own).unwrap());
        assert_eq!(table.iter().count(), 31);
        assert_eq!(table.get("Midwife").unwrap().japanese_name, "助産師(改)");
    }

    #[test]
    fn a_bad_line_is_named() {
        for (line, problem) in [
            ("Dentist\t歯科医師\tqualification", RoleTableProblem::Fields),
            ("Dentist\t歯科医師\tqualification\tseen\t", RoleTableProblem::Fields),
            ("Dentist \t歯科医師\tqualification\tseen", RoleTableProblem::Field),
            ("\t歯科医師\tqualification\tseen", RoleTableProblem::Field),
            ("Dentist\t歯科医師\tQualification\tseen", RoleTableProblem::Kind),
            ("Dentist\t歯科医師\tqualification\tsure", RoleTableProblem::Mark),
        ] {
            let text = format!("# roles\n{line}");
            assert_eq!(RoleTable::from_text(&text), Err(RoleTableError { problem, line: 2 }), "{line}");
        }
        let row = "Dentist\t歯科医師\tqualification\tseen\n".repeat(2);
        let problem = RoleTableProblem::Duplicate;
        assert_eq!(RoleTable::from_text(&row), Err(RoleTableError { problem, line: 2 }));
    }
}
