//! A small web server for a container: set up by its environment, stops cleanly, checks its own health.
//! It needs the standard library alone; a larger one is better written with axum or actix-web.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Used when PORT is not set.
const DEFAULT_PORT: u16 = 3000;

/// How long a silent client may hold a connection: shorter than the 10 seconds after which Docker kills.
const TIMEOUT: Duration = Duration::from_secs(5);

/// How often the server looks whether it has to stop.
const PAUSE: Duration = Duration::from_millis(10);

/// More than a request line and its headers is not read.
const MAX_REQUEST: u64 = 16 * 1024;

static STOPPING: AtomicBool = AtomicBool::new(false);

fn main() -> ExitCode {
    let command = env::args().nth(1);
    let done = parse_port(env::var("PORT").ok()).and_then(|port| match command.as_deref() {
        None => run(port).map_err(|error| error.to_string()),
        Some("health") => check_health(port),
        Some(_) => Err("usage: without arguments (serve), or health (ask the running server)".into()),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse_port(text: Option<String>) -> Result<u16, String> {
    match text.as_deref() {
        None | Some("") => Ok(DEFAULT_PORT),
        Some(text) => match text.parse() {
            Ok(0) | Err(_) => Err(format!("PORT must be a number from 1 to 65535, not {text:?}")),
            Ok(port) => Ok(port),
        },
    }
}

fn run(port: u16) -> io::Result<()> {
    stop_on_signals();
    // On 127.0.0.1, nothing outside the container could reach it.
    let listener = TcpListener::bind(("0.0.0.0", port))?;
    println!("serving on {}", listener.local_addr()?);
    serve(&listener, &STOPPING)
}

/// Answers requests until `stopping` is true, then lets those under way finish.
fn serve(listener: &TcpListener, stopping: &AtomicBool) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut running: Vec<JoinHandle<()>> = Vec::new();
    while !stopping.load(Ordering::Relaxed) {
        match listener.accept() {
            Ok((stream, _)) => running.push(thread::spawn(move || {
                let _ = answer(stream); // a client that went away is no error of ours
            })),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(error) => eprintln!("error: {error}"),
        }
        running.retain(|thread| !thread.is_finished());
    }
    for thread in running {
        let _ = thread.join();
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let mut lines = BufReader::new((&stream).take(MAX_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break; // what follows is the body, which no path here reads
        }
    }
    let (status, body) = respond(&first);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    stream.flush()
}

fn respond(request: &str) -> (&'static str, &'static str) {
    match request.split(' ').collect::<Vec<_>>()[..] {
        ["GET", "/", _] => ("200 OK", "Hello world\n"),
        ["GET", "/healthz", _] => ("200 OK", "ok\n"),
        ["GET", _, _] => ("404 Not Found", "404 page not found\n"),
        [_, _, _] => ("405 Method Not Allowed", "Method Not Allowed\n"),
        _ => ("400 Bad Request", "Bad Request\n"),
    }
}

/// For Docker's HEALTHCHECK: so the image needs no shell and no curl.
fn check_health(port: u16) -> Result<(), String> {
    let ask = || -> io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text)
    };
    let text = ask().map_err(|error| error.to_string())?;
    if text.starts_with("HTTP/1.1 200 ") {
        return Ok(());
    }
    Err(format!("/healthz answered {}", text.lines().next().unwrap_or_default()))
}

/// As process 1 of a container, a program that does not handle SIGTERM is not stopped by it.
fn stop_on_signals() {
    const SIGINT: i32 = 2;
    const SIGTERM: i32 = 15;

    unsafe extern "C" {
        fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
    }

    extern "C" fn stop(_: i32) {
        STOPPING.store(true, Ordering::Relaxed);
    }

    // SAFETY: the handler only stores to an atomic, which POSIX allows at any time.
    unsafe {
        signal(SIGINT, stop);
        signal(SIGTERM, stop);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Serves on a free port while `ask` runs, and returns what that does.
    fn with_server<T>(ask: impl FnOnce(u16) -> T) -> T {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stopping = AtomicBool::new(false);
        thread::scope(|scope| {
            let server = scope.spawn(|| serve(&listener, &stopping));
            let found = ask(port);
            stopping.store(true, Ordering::Relaxed);
            server.join().unwrap().unwrap();
            found
        })
    }

    fn request(port: u16, text: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn paths_answer() {
        for (line, status, body) in [
            ("GET / HTTP/1.1", "200 OK", "Hello world\n"),
            ("GET /healthz HTTP/1.1", "200 OK", "ok\n"),
            ("GET /nothing-here HTTP/1.1", "404 Not Found", "404 page not found\n"),
            ("POST / HTTP/1.1", "405 Method Not Allowed", "Method Not Allowed\n"),
            ("nonsense", "400 Bad Request", "Bad Request\n"),
        ] {
            let answer = with_server(|port| request(port, &format!("{line}\r\nHost: a\r\n\r\n")));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{line}: {answer}");
            assert!(answer.ends_with(&format!("\r\n\r\n{body}")), "{line}: {answer}");
        }
    }

    #[test]
    fn ports_are_checked() {
        let parse = |text: &str| parse_port(Some(text.into()));
        assert_eq!(parse_port(None), Ok(DEFAULT_PORT));
        assert_eq!(parse(""), Ok(DEFAULT_PORT));
        assert_eq!(parse("65535"), Ok(65535));
        for text in ["0", "65536", "-1", " 80", "http", ":80"] {
            assert!(parse(text).unwrap_err().starts_with("PORT must be"), "{text}");
        }
    }

    #[test]
    fn health_is_what_the_server_says() {
        assert_eq!(with_server(check_health), Ok(()));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(check_health(port).is_err()); // nothing listens there any more
    }

    #[test]
    fn a_request_under_way_is_finished_before_the_server_stops() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stopping = AtomicBool::new(false);
        thread::scope(|scope| {
            let server = scope.spawn(|| serve(&listener, &stopping));
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\n").unwrap();
            thread::sleep(PAUSE * 20); // until it is accepted
            stopping.store(true, Ordering::Relaxed);
            stream.write_all(b"Host: a\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.ends_with("Hello world\n"), "{answer}");
            server.join().unwrap().unwrap();
        });
    }
}
