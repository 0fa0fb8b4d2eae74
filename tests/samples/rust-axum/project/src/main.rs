use std::io::{Read, Write};
use std::net::TcpStream;

use axum::{Router, routing::get};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let port = std::env::var("PORT").unwrap_or_else(|_| "3000".to_string());
    if std::env::args().nth(1).as_deref() == Some("healthcheck") {
        std::process::exit(check(&port));
    }
    let _cache = redis::Client::open(std::env::var("REDIS_URL").unwrap_or_else(|_| "redis://localhost".into())).unwrap();
    let app = Router::new().route("/", get(|| async { "Hello axum\n" })).route("/health", get(|| async { "ok\n" }));
    let listener = TcpListener::bind(format!("0.0.0.0:{port}")).await.unwrap();
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await.unwrap();
}

async fn stopped() {
    let mut term = signal(SignalKind::terminate()).unwrap();
    term.recv().await;
}

fn check(port: &str) -> i32 {
    let mut answer = String::new();
    let asked = TcpStream::connect(format!("127.0.0.1:{port}")).and_then(|mut stream| {
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
        stream.read_to_string(&mut answer)
    });
    i32::from(asked.is_err() || !answer.starts_with("HTTP/1.1 200"))
}
