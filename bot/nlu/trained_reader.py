"""What the components have in common that learn a reader, and keep it with the model."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.featurizer import Featurizer
from typing_extensions import Self


class _Reader(Protocol):
    def save(self, path: Path, /) -> None: ...


ReaderT = TypeVar("ReaderT", bound=_Reader)


class TrainedReader(GraphComponent, Generic[ReaderT]):
    """A component whose reader is learnt in training, and loaded from the model to read."""

    weights: ClassVar[str]
    """The name of the reader's file in the model."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Comes after the sentence embeddings."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set; the thresholds stand beside the readers."""
        return {}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: ReaderT | None = None,
    ) -> None:
        """Keep what training and reading need."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader = reader

    @staticmethod
    @abstractmethod
    def read_weights(path: Path) -> ReaderT:
        """Load the reader from its file.

        Raises:
            NotBuiltError: The file is missing or damaged.
        """

    @property
    def reader(self) -> ReaderT:
        """The trained reader.

        Raises:
            RuntimeError: The component was not trained.
        """
        if self._reader is None:
            raise RuntimeError(f"{type(self).__name__} was not trained")
        return self._reader

    def keep(self, reader: ReaderT) -> Resource:
        """Write a reader that was just trained into the model."""
        self._reader = reader
        with self._model_storage.write_to(self._resource) as folder:
            reader.save(folder / self.weights)
        return self._resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_kwargs: Any,  # noqa: ANN401
    ) -> Self:
        """Read the reader of a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, cls.read_weights(folder / cls.weights))
