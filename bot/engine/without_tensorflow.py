"""Serves without TensorFlow.

Rasa imports TensorFlow wherever it imports a policy or reads a model, for three modules that only
training uses. The project's model holds no neural network, so serving leaves them out: eight
seconds of start on two cores, and three hundred megabytes. Training imports all as Rasa does.
"""

from __future__ import annotations

import sys
from types import ModuleType

TRAINING_ONLY = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaDataGenerator", "RasaBatchDataGenerator"),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}


class NotForServingError(RuntimeError):
    """A class that only training uses was used while serving."""


class _TrainingOnly:
    """Stands where a class stands that only the training of neural models uses."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise NotForServingError("Neural models are trained, never served, by this project.")


def install() -> None:
    """Put stand-ins in the place of those modules, unless TensorFlow is loaded already."""
    if "tensorflow" in sys.modules:
        return
    for name, classes in TRAINING_ONLY.items():
        module = ModuleType(name, "Left out of serving; see bot.engine.without_tensorflow.")
        for each in classes:
            setattr(module, each, type(each, (_TrainingOnly,), {}))
        sys.modules.setdefault(name, module)
    # thinc, under spaCy, imports TensorFlow where it finds it, and does without where it does not
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
