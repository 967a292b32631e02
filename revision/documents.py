"""A course as one document: what course files are read into, what loading writes, and what export prints.

The names are those of the exported JSON.
"""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from revision.dates import When
from revision.models import LONGEST_HINT, MOST_HINTS, Fact, Source

type Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
type Hint = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_HINT)]
type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16_384)]
type Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _date_or_nothing(text: str) -> str:
    """The date as it is stored: without the spaces that people put around a slash."""
    if text:
        When.parse(text)
    return "/".join(part.strip() for part in text.split("/"))


class Document(BaseModel):
    model_config = ConfigDict(extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class FactDocument(Document):
    slug: Slug
    statement: Text
    kind: Fact.Kind
    when: Annotated[str, AfterValidator(_date_or_nothing)] = ""
    claim: str = Field(default="", max_length=200)
    stance: Fact.Stance | str = Field(default="", pattern="^(for|against|)$")
    note: str = ""
    reference: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def claim_with_stance(self) -> Self:
        if bool(self.claim) != bool(self.stance):
            raise ValueError("a claim, and whether the fact is for or against it, are given together")
        return self


class SourceDocument(Document):
    """A text, table or picture that questions are asked about."""

    slug: Slug
    title: Title
    kind: Source.Kind
    origin: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    text: str = Field(default="", max_length=16_384)
    table: list[list[Annotated[str, StringConstraints(max_length=1000)]]] = Field(default_factory=list, max_length=60)
    alternative: str = Field(default="", max_length=2000)
    picture: bytes = Field(default=b"", repr=False)
    """The file itself; in JSON as base64."""

    @model_validator(mode="after")
    def holds_what_its_kind_says(self) -> Self:
        held = {"text": self.text, "table": self.table, "picture": self.picture and self.alternative}
        if [kind for kind, value in held.items() if value] != [self.kind.value]:
            needs = {"text": "Text:", "table": "rows between bars", "picture": "Picture: and Alternative:"}
            raise ValueError(f"a source of the kind {self.kind.value} needs {needs[self.kind.value]} and nothing else")
        if self.table and (len({len(row) for row in self.table}) > 1 or len(self.table) < 2 or len(self.table[0]) > 12):
            raise ValueError("a table has a heading and rows of the same number of cells, up to twelve")
        return self


class QuestionDocument(Document):
    slug: Slug
    kind: str
    prompt: Text
    explanation: Text
    facts: list[Slug] = Field(min_length=1)
    source: Slug | None = None
    hints: list[Hint] = Field(default_factory=list, max_length=MOST_HINTS)
    body: dict[str, Any]


class TopicDocument(Document):
    slug: Slug
    title: Title
    summary: str = ""
    facts: list[FactDocument] = Field(default_factory=list)
    questions: list[QuestionDocument] = Field(default_factory=list)
    topics: list["TopicDocument"] = Field(default_factory=list)

    def walk(self) -> list["TopicDocument"]:
        """This topic and all below it, in the order of the course."""
        return [self, *(topic for child in self.topics for topic in child.walk())]


class CourseDocument(Document):
    slug: Slug
    title: Title
    summary: str = ""
    sources: list[SourceDocument] = Field(default_factory=list)
    """Of all topics, by slug: a source may stand above questions of several."""
    topics: list[TopicDocument] = Field(default_factory=list)

    def walk(self) -> list[TopicDocument]:
        """All topics, in the order of the course."""
        return [topic for child in self.topics for topic in child.walk()]
