from prices import PRICES


def main():
    for thing, price in PRICES.items():
        print(f"{thing}: {price}")
