pub fn greeting() -> String {
    "Hello from core\n".to_string()
}
