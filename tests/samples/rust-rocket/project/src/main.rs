use rocket::{get, launch, routes};

#[get("/")]
fn index() -> &'static str {
    "Hello Rocket\n"
}

#[launch]
fn rocket() -> _ {
    rocket::build().mount("/", routes![index])
}
