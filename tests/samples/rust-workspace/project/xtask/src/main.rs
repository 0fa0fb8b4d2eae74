fn main() {
    print!("{}", shop_core::greeting());
}
