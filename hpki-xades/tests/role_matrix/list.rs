//! The reviewed list: which cells are accepted, as rows that name values of each axis.

use std::collections::BTreeMap;

/// The axes in the order of the columns.
pub(crate) const AXES: usize = 6;

/// The list as it is checked in.
const LIST: &str = include_str!("accepted.tsv");

/// Which row accepts each cell; a cell is the index of its value on every axis.
///
/// # Panics
/// Names the line, when it does not parse, names what no axis has, or accepts a cell that another line accepts.
pub(crate) fn accepted(names: &[Vec<&str>; AXES]) -> BTreeMap<[usize; AXES], usize> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut cells = BTreeMap::new();
    for (line, text) in (1..).zip(LIST.lines()) {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let columns: Vec<&str> = text.split('\t').collect();
        match columns[..] {
            [group, values] if group.starts_with('@') => {
                groups.insert(group, values.split(" | ").collect());
            }
            _ => add(line, &columns, &groups, names, &mut cells),
        }
    }
    cells
}

fn add(
    line: usize,
    columns: &[&str],
    groups: &BTreeMap<&str, Vec<&str>>,
    names: &[Vec<&str>; AXES],
    cells: &mut BTreeMap<[usize; AXES], usize>,
) {
    assert_eq!(columns.len(), AXES, "line {line} has {} columns", columns.len());
    let mut chosen: Vec<[usize; AXES]> = vec![[0; AXES]];
    for (axis, column) in columns.iter().enumerate() {
        let values = values(line, column, groups, &names[axis]);
        let extended = chosen.iter().flat_map(|cell| {
            values.iter().map(|&value| {
                let mut cell = *cell;
                cell[axis] = value;
                cell
            })
        });
        chosen = extended.collect();
    }
    for cell in chosen {
        if let Some(other) = cells.insert(cell, line) {
            panic!("lines {other} and {line} both accept {cell:?}");
        }
    }
}

/// The indexes that a column names: `*`, values separated by ` | `, or groups of them.
fn values(line: usize, column: &str, groups: &BTreeMap<&str, Vec<&str>>, names: &[&str]) -> Vec<usize> {
    if column == "*" {
        return (0..names.len()).collect();
    }
    let index = |name: &str| {
        let found = names.iter().position(|known| *known == name);
        found.unwrap_or_else(|| panic!("line {line}: no axis has {name:?}"))
    };
    let one = |name: &str| match groups.get(name) {
        Some(group) => group.iter().map(|name| index(name)).collect(),
        None => vec![index(name)],
    };
    column.split(" | ").flat_map(one).collect()
}
