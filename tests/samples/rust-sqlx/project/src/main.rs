use axum::{Router, routing::get};
use sqlx::postgres::PgPoolOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL is not set");
    let pool = PgPoolOptions::new().connect_lazy(&url).unwrap();
    let count = move || async move {
        let row = sqlx::query!("SELECT count(*) AS number FROM books").fetch_one(&pool).await;
        row.map_or_else(|error| error.to_string(), |row| format!("{:?} books\n", row.number))
    };
    let app = Router::new().route("/", get(count)).route("/healthz", get(|| async { "ok\n" }));
    let listener = TcpListener::bind("0.0.0.0:8086").await.unwrap();
    axum::serve(listener, app).with_graceful_shutdown(stopped()).await.unwrap();
}

async fn stopped() {
    let mut term = signal(SignalKind::terminate()).unwrap();
    term.recv().await;
}
