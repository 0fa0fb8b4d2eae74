if __name__ == "__main__":
    held = []
    while True:
        held.append(b"x" * 10_000_000)
