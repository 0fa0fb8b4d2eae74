if __name__ == "__main__":
    while True:
        print("x" * 10_000)
