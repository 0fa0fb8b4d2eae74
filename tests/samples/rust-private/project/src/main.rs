fn main() {
    println!("{}", shop_money::format(shop_log::level()));
}
