import Big from "big.js";

export const total = (items) => items.reduce((sum, item) => sum.plus(item), new Big(0));
export const format = (price) => price.toFixed(2);
