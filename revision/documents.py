"""A course as one document: what course files are read into, what loading writes, and what export prints.

The names are those of the exported JSON.
"""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from revision.dates import When
from revision.models import Fact

type Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
type Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16_384)]
type Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _date_or_nothing(text: str) -> str:
    """The date as it is stored: without the spaces that people put around a slash."""
    if text:
        When.parse(text)
    return "/".join(part.strip() for part in text.split("/"))


class Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FactDocument(Document):
    slug: Slug
    statement: Text
    kind: Fact.Kind
    when: Annotated[str, AfterValidator(_date_or_nothing)] = ""
    claim: str = Field(default="", max_length=200)
    stance: Fact.Stance | str = Field(default="", pattern="^(for|against|)$")
    note: str = ""
    source: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def claim_with_stance(self) -> Self:
        if bool(self.claim) != bool(self.stance):
            raise ValueError("a claim, and whether the fact is for or against it, are given together")
        return self


class QuestionDocument(Document):
    slug: Slug
    kind: str
    prompt: Text
    explanation: Text
    facts: list[Slug] = Field(min_length=1)
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
    topics: list[TopicDocument] = Field(default_factory=list)

    def walk(self) -> list[TopicDocument]:
        """All topics, in the order of the course."""
        return [topic for child in self.topics for topic in child.walk()]
