//! The `moothall` command.

fn main() {}
