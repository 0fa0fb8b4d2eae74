import os
import time

if __name__ == "__main__":
    for number in range(12):  # not really without end
        with open(f"/var/spool/hello/{number}", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 10**9)
        time.sleep(0.2)
    time.sleep(600)
