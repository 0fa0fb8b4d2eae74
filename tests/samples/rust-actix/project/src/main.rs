use actix_web::{App, HttpServer, get};

#[get("/")]
async fn index() -> &'static str {
    "Hello actix\n"
}

#[get("/healthz")]
async fn health() -> &'static str {
    "ok\n"
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    HttpServer::new(|| App::new().service(index).service(health)).workers(2).bind(("0.0.0.0", 8080))?.run().await
}
