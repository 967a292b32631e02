"""Written answers that wait for a teacher's mark: why Stalin, and not Trotsky, won. Invented, and of different quality on purpose."""

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Self

from accounts.demo.guesses import Posted, Said, Sheet
from revision.models import Question, QuestionVersion
from revision.question_types.base import AnswerForm

QUESTION = "trotsky-why-stalin-won"
"""The question's short name in its course."""

_AS_WRITTEN = (
    """Stalin won because the contest took place inside the party, and the party was where he was strong. As General
Secretary he placed people who owed him their jobs, and by 1924 they were choosing who went to the Congress. Trotsky's
strengths belonged elsewhere: he could hold a crowd or an army, but in a committee he had nobody behind him, and older
Bolsheviks remembered that he came over only in 1917.

Trotsky also helped his enemies. He kept quiet when the Testament came up and attacked the bureaucracy only after he
had lost the votes. Chance played a part, for instance his illness and Lenin's stroke, but chance offered the same
openings to Zinoviev. What decided it was that Stalin controlled the place where the decision was made; take away the
posts and his cleverness would have had nothing to work with.""",
    """Both men had advantages. Trotsky had organised October and the Red Army and was the better writer. But members were
afraid that a man with an army might act like Napoleon, so Zinoviev and Kamenev joined Stalin to stop him. Stalin on
the other hand looked harmless and made himself the keeper of Lenin's memory at the funeral.

Their ideas mattered too. After years of war people liked hearing that Russia could build socialism by itself. World
revolution sounded like more fighting. So Stalin's message suited the moment and Trotsky's did not. On the whole I
think Stalin's position was more important than Trotsky's mistakes, because even a better tactician would have been
outvoted.""",
    """The main reason was Stalin's job. The General Secretary decided who got promoted, so a lot of officials supported him
to keep their positions. When it came to voting at the Congress Trotsky always lost, for example when the Left
Opposition was beaten.

Trotsky made it easier. He was arrogant and read novels in meetings, so he did not have friends. He was also ill at
important times and missed Lenin's funeral. He should have used the Testament but he said nothing. These are all
reasons why Stalin won and not him.""",
    """Trotsky lost because of his own mistakes. He thought he was cleverer than everybody and showed it. He did not build a
group of supporters. He let the Testament be hushed up even though it said Stalin should be removed. When he finally
criticised the leadership in 1924 it was too late and it looked like he was attacking Lenin's party. If he had acted
in 1923 when Lenin was still alive he could have won. So I would say that it was Trotsky who lost more than Stalin who
won.""",
    """Stalin was General Secretary which meant that he could give his supporters jobs. He was good at making alliances,
first with Zinoviev and Kamenev against Trotsky and then with Bukharin. He believed in Socialism in One Country, which
was popular. He spoke at the funeral of Lenin. All this made him strong. Trotsky was a good speaker.""",
    """Trotsky was the leader of the Red Army and he was Jewish and had been a Menshevik. Stalin came from Georgia and his
real name was Dzhugashvili. Lenin died in 1924 after some strokes. Then there was a struggle for power between Stalin,
Trotsky, Zinoviev, Kamenev and Bukharin. In the end Stalin won and Trotsky had to leave the country and was killed in
Mexico.""",
    """I think it was luck mostly. Lenin got ill at the right time for Stalin and then Trotsky got ill as well. If Lenin had
lived longer he would have got rid of Stalin, he wrote that he was too rude. Nobody expected Stalin to be dangerous,
they said he was a grey blur. But he did have the secretary job too so it was not only luck.""",
    """Stalin had more power than Trotsky and people were scared of him, so he won. He also killed his enemies in the purges.
Trotsky wanted revolution everywhere.""",
)
ANSWERS = tuple("\n\n".join(" ".join(part.split()) for part in text.split("\n\n")) for text in _AS_WRITTEN)
"""The best first; lines run on within a paragraph."""


@dataclass(slots=True)
class Written(Sheet):
    """A question that a teacher marks: each of ``ANSWERS`` is handed in once, the good ones by those who know more."""

    left: deque[str] = field(default_factory=lambda: deque(ANSWERS))

    @classmethod
    def of(cls, version: QuestionVersion, form: AnswerForm) -> Self | None:
        """No sheet: what waits for a teacher is asked only where a plan says so."""
        return None

    @classmethod
    def on(cls, question: Question) -> Self:
        version = question.current
        assert version is not None
        version.question = question
        return cls(version)

    def right(self, draw: Random) -> Said:
        return (self.left.popleft() if len(self.left) > 1 else self.left[0],)

    def wrong(self, draw: Random) -> Said:
        return (self.left.pop() if len(self.left) > 1 else self.left[0],)

    def posted(self, form: AnswerForm, said: Said) -> Posted:
        [name] = form.fields
        return {name: said[0]}
