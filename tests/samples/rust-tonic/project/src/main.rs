use tokio::signal::unix::{SignalKind, signal};
use tonic::{Request, Response, Status, transport::Server};

use proto::greeter_server::{Greeter, GreeterServer};
use proto::{Greeting, Name};

mod proto {
    tonic::include_proto!("greeter");
}

struct Polite;

#[tonic::async_trait]
impl Greeter for Polite {
    async fn hello(&self, name: Request<Name>) -> Result<Response<Greeting>, Status> {
        Ok(Response::new(Greeting { text: format!("Hello {}", name.into_inner().text) }))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), tonic::transport::Error> {
    let address = "0.0.0.0:50051";
    println!("serving on {address}");
    let server = Server::builder().add_service(GreeterServer::new(Polite));
    server.serve_with_shutdown(address.parse().unwrap(), stopped()).await
}

async fn stopped() {
    let mut term = signal(SignalKind::terminate()).unwrap();
    term.recv().await;
}
