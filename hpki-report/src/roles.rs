//! The names of roles in reports.

use std::sync::OnceLock;

use hpki_core::role::RoleTable;

/// The table in use; Japan's where nothing else was said before the first report.
static TABLE: OnceLock<RoleTable> = OnceLock::new();

/// Names roles by this table in every report of this process. To be called before the first report, by a program that
/// verifies with the same table; a later call changes nothing and hands its table back.
///
/// # Errors
/// The table, when names are in use already.
pub fn use_role_table(table: RoleTable) -> Result<(), RoleTable> {
    TABLE.set(table)
}

/// The table in use.
pub(crate) fn role_table() -> &'static RoleTable {
    TABLE.get_or_init(RoleTable::japan)
}
