"""All questions of one run: with going back, and with answers that a person changes in the summary.

The code that asks runs from its start again after each such step: what was answered is not asked twice.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from dockgen.choices.options import Choice, Option
from dockgen.errors import UsageError
from dockgen.terminal import wizard
from dockgen.terminal.back import Back

T = TypeVar("T")


class Conversation:
    """Asks, and remembers the answers by question."""

    def __init__(self) -> None:
        """Begin without any answer."""
        self._answers: dict[Option, object] = {}
        """In the order in which they were given."""
        self._before: dict[Option, object] = {}
        """Answers that were taken back: the defaults when it is asked again."""
        self._refused: tuple[str, object] = ("", None)
        """Why the last answer was not possible, and that answer."""
        self.changed: tuple[str, ...] = ()
        """Fields of `Settings` that are asked for although something answers them."""

    @property
    def given(self) -> dict[Option, object]:
        """The answers, by what was asked."""
        return dict(self._answers)

    def ask(self, option: Option, default: object, choices: Sequence[Choice]) -> object:
        """Return the answer to a question: the one that was given, or a new one.

        Raises:
            Back: the person wants to answer the question before this one again.
            KeyboardInterrupt: the person stopped, or the input has ended.
        """
        if option in self._answers and _is_possible(option, self._answers[option], choices):
            return self._answers[option]
        before = self._before.get(option, default)
        usual = before if _is_possible(option, before, choices) else default
        answer = wizard.ask(option, usual, choices, can_return=bool(self._answers))
        self._answers.pop(option, None)
        self._answers[option] = answer
        return answer

    def run(self, make: Callable[[], T]) -> T:
        """Return the result of what asks; after going back, or after an answer that is refused, it runs again.

        Raises:
            UsageError: it fails, and no answer was given that could be the reason.
        """
        while True:
            try:
                return make()
            except Back:
                last = next(reversed(self._answers))
                wizard.back_to(last.question)
                self._take_back(last)
            except UsageError as error:
                self._refuse(error)

    def reopen(self, option: Option) -> None:
        """Ask a question again, because its answer is to be changed."""
        if option in self._answers:
            self._take_back(option)
        else:
            self.changed = (*dict.fromkeys((*self.changed, option.field)),)

    def _take_back(self, option: Option) -> None:
        self._before[option] = self._answers.pop(option)

    def _refuse(self, error: UsageError) -> None:
        """Take the last answer back, and say why; where another one does not help, the error stands."""
        last = next(reversed(self._answers), None)
        why, before = self._refused
        if last is None or (str(error) == why and self._answers[last] != before):
            raise error
        self._refused = str(error), self._answers[last]
        wizard.refuse(error)
        self._take_back(last)


def _is_possible(option: Option, answer: object, choices: Sequence[Choice]) -> bool:
    """Tell whether an answer is still one of the choices, where there are only these."""
    return not choices or option.parse is not None or option.shape != "one" or answer in {one.value for one in choices}
