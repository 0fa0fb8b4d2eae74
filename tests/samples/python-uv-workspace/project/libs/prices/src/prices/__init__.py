PRICES = {"kettle": 30}
