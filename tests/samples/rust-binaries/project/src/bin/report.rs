fn main() {
    println!("{} orders", orders::ORDERS);
}
