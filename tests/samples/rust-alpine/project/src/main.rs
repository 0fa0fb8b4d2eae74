use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn main() {
    let listener = TcpListener::bind("0.0.0.0:7000").unwrap();
    for stream in listener.incoming().flatten() {
        let mut line = String::new();
        let _ = BufReader::new(&stream).read_line(&mut line);
        let (status, body) = match line.split(' ').nth(1) {
            Some("/") => ("200 OK", "Hello path\n".to_string()),
            Some("/healthz") => ("200 OK", "ok\n".to_string()),
            _ => ("404 Not Found", String::new()),
        };
        let length = body.len();
        let _ = write!(&stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    }
}
