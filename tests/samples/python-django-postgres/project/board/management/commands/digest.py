import time

from django.core.management.base import BaseCommand

from board.models import Note


class Command(BaseCommand):
    def handle(self, *args, **options):
        while True:
            self.stdout.write(f"{Note.objects.count()} notes")
            time.sleep(60)
