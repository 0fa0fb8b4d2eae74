fn main() {
    println!("{}", greeting::hello("vendored"));
}
