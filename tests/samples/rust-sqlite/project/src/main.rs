use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use rusqlite::Connection;

fn count(database: &Connection) -> String {
    database.execute("INSERT INTO visits DEFAULT VALUES", ()).unwrap();
    let number: i64 = database.query_row("SELECT count(*) FROM visits", (), |row| row.get(0)).unwrap();
    format!("visits: {number}\n")
}

fn main() {
    let listener = TcpListener::bind("0.0.0.0:8085").unwrap();
    let database = Connection::open("visits.db").unwrap();
    database.execute("CREATE TABLE IF NOT EXISTS visits (id INTEGER PRIMARY KEY)", ()).unwrap();
    for stream in listener.incoming().flatten() {
        let mut line = String::new();
        let _ = BufReader::new(&stream).read_line(&mut line);
        let (status, body) = match line.split(' ').nth(1) {
            Some("/") => ("200 OK", count(&database)),
            _ => ("404 Not Found", String::new()),
        };
        let length = body.len();
        let _ = write!(&stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    }
}
