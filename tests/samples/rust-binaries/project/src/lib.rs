pub const ORDERS: usize = 3;
