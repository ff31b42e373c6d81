"""What every factory is built on."""

from typing import TYPE_CHECKING, Any

from factory.django import DjangoModelFactory

__all__ = ["ModelFactory"]


class ModelFactory(DjangoModelFactory):
    """A factory whose calls give records, which its own types do not say."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...
