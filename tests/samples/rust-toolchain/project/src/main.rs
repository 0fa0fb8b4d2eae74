fn main() {
    println!("Hello from an older Rust");
}
