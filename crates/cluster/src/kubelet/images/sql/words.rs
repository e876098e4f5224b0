//! What the dialects say of what is wrong.

use super::parse::Val;

/// A refusal: the code of MySQL, its words, and those of PostgreSQL; `{0}` and so on stand for what is refused.
pub(super) type Words = [&'static str; 3];

#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The code of MySQL.
    pub code: &'static str,
    pub text: String,
    /// Where in the statement.
    pub at: Option<usize>,
}

pub(super) const NEAR: Words = [
    "1064 (42000)",
    "You have an error in your SQL syntax; check the manual that corresponds to your {1} server version for the right \
     syntax to use near '{0}' at line {2}",
    "syntax error at or near \"{0}\"",
];
pub(super) const AT_END: Words = ["", "", "syntax error at end of input"];
pub(super) const OPEN: Words = ["", "", "unterminated quoted string at or near \"{0}\""];
pub(super) const NOT_SIMULATED: Words = ["", "not simulated here: {0}", "not simulated here: {0}"];
pub(super) const NO_TABLE: Words = ["1146 (42S02)", "Table '{1}.{0}' doesn't exist", "relation \"{0}\" does not exist"];
pub(super) const NO_TABLE_TO_DROP: Words = ["1051 (42S02)", "Unknown table '{1}.{0}'", "table \"{0}\" does not exist"];
pub(super) const TABLE_EXISTS: Words =
    ["1050 (42S01)", "Table '{0}' already exists", "relation \"{0}\" already exists"];
pub(super) const NO_DATABASE: Words = ["1049 (42000)", "Unknown database '{0}'", "database \"{0}\" does not exist"];
pub(super) const NO_DATABASE_TO_DROP: Words =
    ["1008 (HY000)", "Can't drop database '{0}'; database doesn't exist", "database \"{0}\" does not exist"];
pub(super) const DATABASE_EXISTS: Words =
    ["1007 (HY000)", "Can't create database '{0}'; database exists", "database \"{0}\" already exists"];
pub(super) const DATABASE_IN_USE: Words = ["", "", "cannot drop the currently open database"];
pub(super) const NONE_SELECTED: Words = ["1046 (3D000)", "No database selected", ""];
pub(super) const NO_COLUMN: Words = ["1054 (42S22)", "Unknown column '{0}' in '{1}'", "column \"{0}\" does not exist"];
pub(super) const NOT_OF_ALL: Words = [
    "1140 (42000)",
    "In aggregated query without GROUP BY, expression #{3} of SELECT list contains nonaggregated column \
     '{2}.{1}.{0}'; this is incompatible with sql_mode=only_full_group_by",
    "column \"{1}.{0}\" must appear in the GROUP BY clause or be used in an aggregate function",
];
pub(super) const NOT_OF_GROUP: Words = [
    "1055 (42000)",
    "Expression #{3} of SELECT list is not in GROUP BY clause and contains nonaggregated column '{2}.{1}.{0}' which is \
     not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by",
    NOT_OF_ALL[2],
];
pub(super) const NO_COLUMN_OF: Words =
    ["1054 (42S22)", "Unknown column '{0}' in '{2}'", "column \"{0}\" of relation \"{1}\" does not exist"];
pub(super) const COUNT: Words =
    ["1136 (21S01)", "Column count doesn't match value count at row {0}", "INSERT has more {1} than {2}"];
pub(super) const NULL: Words = [
    "1048 (23000)",
    "Column '{0}' cannot be null",
    "null value in column \"{0}\" of relation \"{1}\" violates not-null constraint\nDETAIL:  Failing row contains ({2}).",
];
pub(super) const NO_DEFAULT: Words = ["1364 (HY000)", "Field '{0}' doesn't have a default value", NULL[2]];
pub(super) const DUPLICATE: Words = [
    "1062 (23000)",
    "Duplicate entry '{1}' for key '{2}'",
    "duplicate key value violates unique constraint \"{2}\"\nDETAIL:  Key ({0})=({1}) already exists.",
];
pub(super) const NO_NUMBER: Words = [
    "1366 (HY000)",
    "Incorrect integer value: '{1}' for column '{0}' at row 1",
    "invalid input syntax for type {2}: \"{1}\"",
];
pub(super) const TOO_LONG: Words =
    ["1406 (22001)", "Data too long for column '{0}' at row 1", "value too long for type {1}"];
pub(super) const DENIED: Words = [
    "1045 (28000)",
    "Access denied for user '{0}'@'{1}' (using password: {2})",
    "password authentication failed for user \"{0}\"",
];
pub(super) const NOT_YOURS: Words = ["1044 (42000)", "Access denied for user '{0}'@'{1}' to database '{2}'", ""];
pub(super) const NO_ROLE: Words = ["", "", "role \"{0}\" does not exist"];

pub(super) fn fault(words: &Words, mysql: bool, of: &[&str], at: Option<usize>) -> Fault {
    let mut text = words[if mysql { 1 } else { 2 }].to_string();
    for (number, value) in of.iter().enumerate() {
        text = text.replace(&format!("{{{number}}}"), value);
    }
    Fault { code: words[0], text, at }
}

/// Words that name no column.
pub(super) const RESERVED: &[&str] = &[
    "select", "from", "where", "group", "order", "by", "limit", "insert", "into", "values", "set", "and", "or", "as",
    "create", "table", "drop", "having", "union", "join", "on", "in", "is", "like", "desc", "asc", "not",
];

/// Statements that are right, and that nobody simulates.
pub(super) const OTHERS: &[&str] = &[
    "alter", "grant", "revoke", "flush", "explain", "analyze", "with", "begin", "start", "commit", "rollback", "set",
    "call", "do", "lock", "unlock", "vacuum", "copy", "show", "change", "stop", "reset", "replace", "create", "drop",
    "optimize", "check", "load", "prepare", "execute", "declare", "comment", "listen", "notify", "refresh", "reindex",
];

pub(super) fn truth(holds: bool, mysql: bool) -> Val {
    let text = match (holds, mysql) {
        (true, true) => "1",
        (false, true) => "0",
        (true, false) => "t",
        (false, false) => "f",
    };
    Val { text: Some(text.into()), number: mysql }
}
