use std::io::{self, Read};

use clap::Parser;

/// Counts the words that it reads.
#[derive(Parser)]
struct Arguments {
    /// What to count: words or lines.
    #[arg(long, default_value = "words")]
    what: String,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let number = if arguments.what == "lines" { text.lines().count() } else { text.split_whitespace().count() };
    println!("{number} {}", arguments.what);
    Ok(())
}
