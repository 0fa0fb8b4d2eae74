"""Looks again and again."""

import time


def look() -> str:
    return "all quiet"


if __name__ == "__main__":
    print("looking")
    while True:
        print(look())
        time.sleep(1)
