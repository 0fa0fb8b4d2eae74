fn main() {
    println!("imported {}", orders::ORDERS);
}
