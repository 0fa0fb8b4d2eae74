import sys

from weather_report import WEATHER


def main():
    for place in sys.argv[1:]:
        print(place, WEATHER.get(place, "unknown"))
